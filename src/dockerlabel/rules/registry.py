"""All rules, in the order in which they are asked about a place."""

from dockerlabel.rules.credentials_in_source import credentials_in_source
from dockerlabel.rules.discarded_source import discarded_source
from dockerlabel.rules.empty_source import empty_source
from dockerlabel.rules.forked_source import forked_source
from dockerlabel.rules.git_suffix_in_source import git_suffix_in_source
from dockerlabel.rules.invalid_syntax import invalid_syntax
from dockerlabel.rules.legacy_label_syntax import legacy_label_syntax
from dockerlabel.rules.malformed_source import malformed_source
from dockerlabel.rules.missing_source import missing_source
from dockerlabel.rules.misspelled_source_key import misspelled_source_key
from dockerlabel.rules.noncanonical_source import noncanonical_source
from dockerlabel.rules.overridden_source import overridden_source
from dockerlabel.rules.registry_host_in_source import registry_host_in_source
from dockerlabel.rules.rule import Rule
from dockerlabel.rules.source_letter_case import source_letter_case
from dockerlabel.rules.source_subpath import source_subpath
from dockerlabel.rules.ssh_source import ssh_source
from dockerlabel.rules.unannotated_index import unannotated_index
from dockerlabel.rules.unchecked_source import unchecked_source
from dockerlabel.rules.unknown_remote import unknown_remote
from dockerlabel.rules.unset_source_variable import unset_source_variable
from dockerlabel.rules.unused_ignore import unused_ignore
from dockerlabel.rules.wrong_source import wrong_source

RULES: tuple[Rule, ...] = (
    invalid_syntax,
    misspelled_source_key,
    discarded_source,
    missing_source,
    credentials_in_source,
    empty_source,
    unset_source_variable,
    malformed_source,
    registry_host_in_source,
    wrong_source,
    ssh_source,
    git_suffix_in_source,
    noncanonical_source,
    legacy_label_syntax,
    forked_source,
    source_subpath,
    source_letter_case,
    overridden_source,
    unused_ignore,
    unannotated_index,
    unchecked_source,
    unknown_remote,
)

RULE_BY_NAME = {rule.name: rule for rule in RULES}
