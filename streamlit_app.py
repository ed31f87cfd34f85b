from leaderboard.app import main

main()
