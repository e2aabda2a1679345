"""All rules, in the order in which they are asked about a place."""

from dockerlabel.rule import Rule
from dockerlabel.rules.discarded_source import discarded_source
from dockerlabel.rules.forked_source import forked_source
from dockerlabel.rules.git_suffix_in_source import git_suffix_in_source
from dockerlabel.rules.invalid_syntax import invalid_syntax
from dockerlabel.rules.missing_source import missing_source
from dockerlabel.rules.registry_host_in_source import registry_host_in_source
from dockerlabel.rules.ssh_source import ssh_source
from dockerlabel.rules.unknown_remote import unknown_remote
from dockerlabel.rules.unused_ignore import unused_ignore
from dockerlabel.rules.wrong_source import wrong_source

RULES: tuple[Rule, ...] = (
    invalid_syntax,
    discarded_source,
    missing_source,
    registry_host_in_source,
    wrong_source,
    ssh_source,
    git_suffix_in_source,
    forked_source,
    unused_ignore,
    unknown_remote,
)

RULE_BY_NAME = {rule.name: rule for rule in RULES}
