"""The shape of our main drawing: a case's whole life in one subprocess, with its interruptions drawn on the edge of it."""

from __future__ import annotations

from tests.unit.engine.drawings import (
    boundary,
    bundle,
    call,
    catch,
    end,
    gateway,
    message,
    process,
    service,
    sets,
    subprocess,
    terminate,
    user,
)

RUN = subprocess(
    "run",
    user("assign", sets(officer="form.officer")),
    user("accept", sets(accepted="form.accepted")),
    gateway("willing"),
    user("submission", sets(report="form.report"), due="working_days(10)", step="submission"),
    user("confirmation", sets(confirmed="form.confirmed")),
    gateway("sent_back"),
    call("verification", "verification_process"),
    gateway("returned"),
    call("sign_off", "sign_off_process"),
    end("run_end"),
    flows="""start > assign > accept > willing
        willing > submission : accepted; willing > assign : default
        submission > confirmation > sent_back
        sent_back > verification : confirmed; sent_back > submission : default
        verification > returned
        returned > sign_off : verified; returned > submission : default
        sign_off > run_end""",
)

LIFE = process(
    "life",
    RUN,
    boundary("overdue", "run", message("overdue"), beside=True),
    call("escalate", "escalation_process"),
    end("escalated"),
    boundary("extension_requested", "run", message("extension_requested"), beside=True),
    user("decide", sets(granted="form.granted")),
    end("decided"),
    boundary("suspended", "run", message("suspended"), beside=True),
    service("stop_clocks", "suspend"),
    catch("resumed", message("resumed")),
    service("start_clocks", "resume"),
    end("gone_on"),
    boundary("cancelled", "run", message("cancelled")),
    end("called_off"),
    terminate("finished"),
    flows="""start > run > finished; overdue > escalate > escalated; extension_requested > decide > decided
        suspended > stop_clocks > resumed > start_clocks > gone_on; cancelled > called_off""",
)

ESCALATION = process(
    "escalation_process",
    user("handle", sets(settled="form.settled"), step="escalation", candidates="position(message.to)"),
    boundary("resolved", "handle", message("resolved"), correlation="message.item"),
    end("handled"),
    end("moot"),
    flows="start > handle > handled; resolved > moot",
)

VERIFICATION = process(
    "verification_process",
    user("verify", sets(verified="form.verified")),
    end("checked"),
    flows="start > verify > checked",
)
SIGN_OFF = process("sign_off_process", user("sign", step="sign_off"), end("signed"), flows="start > sign > signed")

FILES = bundle(LIFE, ESCALATION, VERIFICATION, SIGN_OFF)
