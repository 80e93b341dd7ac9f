"""How much of anything may come in: every bound in one place, each with its unit and its reason.

``docs/limits.md`` lists the same names with what a person is told; a test holds the two together. What an operator may
choose (the largest evidence file) is a setting and stands in ``webapp/config.py``. Bounds only grow with a proof that the
machine carries them; making one smaller may close the door before what is kept already.
"""

from __future__ import annotations

KB = 1024
MB = 1024 * KB

# A request, before anybody looks at it.
CONNECTIONS = 500  # open at a time in one process; each is a file, and systems often allow 1,024
QUIET_SECONDS = 60  # without a byte, and without a request at work
HEADER_BYTES = 64 * KB  # address and headers; our cookies take less than 4 KB
FORM_BYTES = 2 * MB  # everything typed into one form, and a packed plan file
FORM_PARTS = 1_000  # fields and files of one form; the largest form of a drawing has 100 fields
LANGUAGE_LETTERS = 1_000  # of the languages that a browser asks for

# Text that people type.
LINE_LETTERS = 200  # a field of one line that does not say otherwise
TEXT_LETTERS = 10_000  # a field of several lines, whatever it says
REASON_LETTERS = 4_000  # a reason, a report, a note
CHOSEN = 100  # answers ticked in one field
CHOICE_LETTERS = 200  # one answer of a list
LARGEST_NUMBER = 10**15  # in a field; a float keeps every whole number up to here
SEARCH_LETTERS = 100
FILTER_LETTERS = 200  # one word of a list's address, as long as the name of a group can be
PASSWORD_LETTERS = 200  # argon2 looks at every letter
LINK_LETTERS = 2_000
FILE_NAME_LETTERS = 200
EARLIEST_YEAR = 1900  # a day in a form
LATEST_YEAR = 2100  # a day in a form, a plan or a request for time: Resolution 57 looks ahead to 2045
PERCENT = 100
LATE_DAYS = 3_650

# Evidence.
EVIDENCE_BYTES = 25 * MB  # where NQ57_UPLOAD_MB does not say otherwise
PARTS = 30  # of co-operating units in one task, each with a product of its own
PART_PIECES = 20  # files and links on one part at a time
DIFFICULTIES = 10  # of one case that wait for an answer
MENTIONS = 20  # people mentioned in one comment; each is looked up
EVIDENCE_PIECES = 100  # files and links on one task at a time

EVIDENCE_VERSIONS = 50  # of one piece of evidence; a page folds them all out
LINK_SHOWS_LETTERS = 500  # what a link shows

# What a person keeps for themselves.
VIEWS = 30  # of the inbox
KEPT_TEXTS = 100  # for reasons and answers, of one person
KEPT_TEXTS_OF_UNIT = 100  # shared with one unit by its head
KEPT_TEXT_LETTERS = 2_000  # of one of them

# A plan file.
PLAN_BYTES = 2_000_000
PLAN_ROWS = 5_000
PLAN_COLUMNS = 40  # there are 16 headings
PLAN_FAULTS = 500  # told at once; a file with more is not read further
PLAN_CELL_LETTERS = 4_000
CONTRIBUTIONS_LETTERS = 20_000  # the cell with the parts of all co-operating units
SPLIT_PARTS = 10  # taken out of a task at once
PLAN_NAMES = 20_000  # looked up for one file; about a second

# The catalogue of indicators.
INDICATOR_DIGITS = 15  # of a value before its decimals; exact, as it is typed
INDICATOR_DECIMALS = 6
INDICATOR_TARGETS = 100  # of one indicator; a month each for eight years
INDICATOR_CATEGORIES = 10  # ways to take one apart
INDICATOR_OPTIONS = 50  # of one of them
CATALOGUE_BYTES = 2_000_000
CATALOGUE_ROWS = 500
CATALOGUE_COLUMNS = 50  # there are 38 headings

# Expressions of drawings, tables and forms.
EXPRESSION_LETTERS = 2_000
EXPRESSION_BRACKETS = 40  # Python's parser recurses in C for each
EXPRESSION_PREFIXES = 100  # and for each sign or "not"
EXPRESSION_DEPTH = 60
EXPRESSION_NODES = 400
EXPRESSION_ARGUMENTS = 10
EXPRESSION_STEPS = 20_000  # about 20 ms
VALUE_LETTERS = 100_000
VALUE_ENTRIES = 5_000  # in one list
VALUE_BITS = 256  # of a whole number
VALUE_DEPTH = 20
VALUE_PARTS = 50_000
VALUE_TEXTS = 1 * MB  # letters of all texts within one value; a case keeps no more
WORKING_DAYS = 5_000  # twenty years

# Drawings, forms and tables that designers propose.
XML_BYTES = 2 * MB
XML_DEPTH = 64
XML_ELEMENTS = 5_000
XML_ATTRIBUTES = 300  # equals signs from one tag to the next
XML_LETTERS = 20_000  # in one attribute or one text
BUNDLE_FILES = 200
BUNDLE_BYTES = 4 * MB  # of all files together; ours have 0.1 MB
BUNDLE_DRAWINGS = 20
DRAWING_NODES = 300  # more than a person can follow; the library reads only so many in a row
DRAWING_FLOWS = 1_000
NODE_NAME_LETTERS = 200
MARKINGS = 5_000  # of a drawing's token game
TABLE_RULES = 2_000
FORM_FILE_BYTES = 200_000
FORM_FIELDS = 100
FORM_DECIMALS = 10
PATTERN_LETTERS = 200  # a pattern, and the text that it is held against
PATTERN_REPETITIONS = 4
SCENARIO_BYTES = 100_000  # a second of reading; ours have 13,000
SCENARIO_BRACKETS = 2_000  # each takes the reader of YAML a tenth of a millisecond
SCENARIO_STEPS = 500  # of all scenarios of a process
SCENARIO_FIRINGS = 100  # timers while the clock of a story moves once
DESIGN_DRAFTS = 30  # of one person at a time
TRIALS = 40  # of one person at a time; one for each draft, and some of versions
TRIAL_STEPS = 100  # of one trial case; each look does them all again, in a third of a second
TRIAL_SECONDS = 10  # of computing for all steps of one; a hundred of ours take a third of one second
TRIAL_BYTES = 100_000  # of what was typed into one
ARCHIVE_BYTES = 4 * MB  # a packed process; ours have 0.03 MB
CHECKS_PER_HOUR = 1_200  # of what one person draws; one each three seconds, all hour
CHECKS_AT_ONCE = 2  # looked at by one process while people draw; each is a process of its own
CHECK_SECONDS = 2  # of computing, for reading and trying out what somebody proposes; ours take 0.2
CHECK_BYTES = 1024 * MB  # of memory, for the same
TIMER_DAYS = 3_660  # ten years
TIMER_CYCLE_SECONDS = 60  # a repeating timer fires no faster

# What a change of the organisation would do, counted beforehand.
FORESEEN_STEPS = 5_000  # due dates computed for a look; half a second

# A file of an organisation.
ROSTER_BYTES = 2_000_000
ROSTER_ROWS = 1_000  # each may be four commands; about ten seconds
ROSTER_COLUMNS = 30  # there are 14 headings

# A workbook (XLSX), whatever it holds.
WORKBOOK_PARTS = 500  # files packed in it; ours have 10
WORKBOOK_UNPACKED_BYTES = 12 * MB  # a full plan has 6 MB
WORKBOOK_MARKS = 400_000  # of its XML; a full plan has 350,000

# A running case.
CASE_STEPS = 1_000  # between two rests
CASE_CALLS = 10  # drawings called within each other
CASE_REPEATS = 500  # entries that a step is repeated for
CASE_MESSAGES = 200  # that wait to be caught
CASE_STATE_BYTES = 1 * MB
CASE_VARIABLES_BYTES = 1 * MB  # read and written with each act; a form filled to its last letter just fits

# How often; counted in the database, so that it holds across processes.
SIGN_IN_MINUTES = 15
SIGN_INS_PER_ACCOUNT = 10  # that failed, within those minutes
SIGN_INS_PER_ADDRESS = 100  # that failed; an office may sit behind one address
PASSWORDS_AT_ONCE = 2  # looked at in one process; each takes a core and 64 MB for a twentieth of a second
PASSWORDS_WAITING = 10  # before them; of 16 threads 4 are always left to those who are at work
ACTS_PER_HOUR = 300  # of one person: reports, notes, requests, links; one each twelve seconds
COMPLETIONS_PER_HOUR = 600  # forms of steps sent by one person; one each six seconds, all hour
DRAFTS_PER_HOUR = 2_000  # savings of what one person is typing; one every two seconds
PASSWORDS_PER_HOUR = 20  # changes tried by one person; each costs two or three argon2
FILES_PER_HOUR = 200  # evidence files of one person
FILE_BYTES_PER_DAY = 1024 * MB  # evidence of one person
PLANS_PER_HOUR = 60  # plan files tried or taken in by one person
PAPERS_PER_HOUR = 60  # documents asked for by one person
EXPORTS_PER_HOUR = 60  # lists downloaded by one person

# What goes out.
PAPER_TRAIL = 2_000  # entries of a case's history on paper; the newest, and the paper says so
EXPORT_ROWS = 200_000  # of one list; XLSX ends at a million

LOG_MOST_CASES = 20_000  # in one event log; with thirty events each some 300 MB of XES

# What figures about a process are made of; a page tells where it had to stop.
STEPS_MEASURED = 20_000  # completed steps; half a second of reading and counting
TIMES_DAYS = 366  # the longest period that one asks about
OUTLIERS_SHOWN = 50  # of one step, the longest
SLOWEST_SHOWN = 5  # steps on the lists of the slowest and the most returned

# What a page shows at a time; nobody is refused, the rest is on the next page.
INBOX_PAGE = 30
SEVERAL_STEPS = 50  # done at once; each is a unit of work of its own
UNITS_PAGE = 60
UNITS_FOUND = 50
UNITS_PICKED = 12
PLAN_PAGE = 50
PLAN_REPORT = 200  # lines of each kind in the report on a plan file
DIFFERENCES_PAGE = 200
CHILDREN_PAGE = 100
DOCUMENTS_PAGE = 50
PROCESSES_PAGE = 50  # of the designers
VERSIONS_PAGE = 30  # of one process
CHANGES_PAGE = 100  # of what a task of the register said before
TRAIL_PAGE = 100
RUNNING_PAGE = 50  # cases that stand at one step
LOG_CASES = 100  # whose facts are read at a time for an event log
COMMENTS_PAGE = 20
GIVEN_PAGE = 20  # files that were given already, to choose from
EXPORT_PAGE = 500  # rows of a download that are read with one query
INDICATORS_PAGE = 50
TRAJECTORY_ROWS = 60  # of one indicator; where its periods are more, years are shown
