"""Where everything is joined: settings, addresses, commands, jobs and wiring."""
