"""GitOps for telephony call forwarding: desired state in YAML, a plan to review, an apply that records every outcome."""
