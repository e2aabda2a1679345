"""`dockerlabel rule`."""

from dockerlabel.commands.run import Run, Status
from dockerlabel.output.rule_list import json_rule, text_rules
from dockerlabel.registry import RULE_BY_NAME, RULES
from dockerlabel.rule_manual import rule_manual
from dockerlabel.rule_names import no_such_rule


def rule(run: Run, *, names: list[str], as_json: bool) -> Status:
    """Print the pages of rules; where none is named, all rules in a table."""
    unknown = [name for name in names if name not in RULE_BY_NAME]
    for name in unknown:
        run.complain(no_such_rule(name))
    known = [RULE_BY_NAME[name] for name in names if name in RULE_BY_NAME]
    if as_json:
        for each in known if names else RULES:
            run.say(json_rule(each, rule_manual(each)))
    elif names:
        run.out.write("\n".join(map(rule_manual, known)))
    else:
        for line in text_rules(RULES, run.colors):
            run.say(line)
    return Status.FAILED if unknown else Status.CLEAN
