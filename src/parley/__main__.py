from parley.project.cli import main

main()
