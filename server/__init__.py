"""Floor 4: HTTP and the command line. Flask lives here and nowhere else."""
