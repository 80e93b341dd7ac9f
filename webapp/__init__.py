"""The web door and what stands around it: settings, pages, accounts, the command line, seeds and migrations. It opens
one unit of work per request, calls one command of ``workflows`` and commits; rules about work are not kept here.
"""
