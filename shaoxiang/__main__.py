from shaoxiang.config.cli import main

main()
