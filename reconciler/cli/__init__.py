"""The command line: argv, environment, printing, exit codes, wiring; one small file a command."""
