from shaoxiang.config.cli import main

if __name__ == "__main__":  # server workers are spawned and import this module again
    main()
