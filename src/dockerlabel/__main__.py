"""`python -m dockerlabel`."""

from dockerlabel.cli import main

raise SystemExit(main())
