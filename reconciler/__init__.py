"""GitOps for telephony call forwarding: YAML in git, a plan to review, SetCallForwarding on merge."""
