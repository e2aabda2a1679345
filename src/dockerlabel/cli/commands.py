"""The commands: what each does, and which options it has."""

import argparse
from collections.abc import Callable

from dockerlabel.cli.options import (
    add_asked,
    add_builds,
    add_common,
    add_files,
    add_fixing,
    add_format,
    add_ignore,
    add_image,
    add_images,
    add_judging,
    add_judging_images,
    add_reports,
    add_rules,
    add_searched,
    add_settings,
    add_shell,
    add_statistics,
    add_transport,
    add_verifying,
)
from dockerlabel.lazy import NamedTuple


class Command(NamedTuple):
    """What a command does, in a few words and in some sentences, and its options.

    `usage` is what follows its name. `parts` are functions that add some of its options to its
    parser. `statuses` are the meanings of the exit codes 0, 1 and 2, empty for one that it never
    has.
    """

    summary: str
    description: str
    parts: tuple[Callable[[argparse.ArgumentParser], None], ...]
    usage: str = "[OPTIONS] [PATH ...]"
    statuses: tuple[str, ...] = ()


_DECIDING = (add_settings, add_builds, add_judging)
_FAILED = "invalid usage or configuration, or an unreadable file or folder"

COMMANDS: dict[str, Command] = {
    "check": Command(
        "Report problems with source labels",
        "Report problems with the source label of each Dockerfile.",
        (add_searched, add_common, *_DECIDING, add_files, add_ignore, add_reports),
        statuses=("no problems found", "problems found (see --fail-on)", _FAILED),
    ),
    "fix": Command(
        "Fix source labels in place",
        "Insert or correct the source label of each Dockerfile and change nothing else. With -, "
        "print the fixed text to standard output.",
        (add_searched, add_common, *_DECIDING, add_files, add_fixing, add_statistics),
        statuses=(
            "no problems remain (with -: always)",
            "problems remain (see --fail-on), or --diff shows a change",
            _FAILED,
        ),
    ),
    "source": Command(
        "Show the expected source and where it comes from",
        "Print the source that the files in each PATH are expected to have, where it comes from, "
        "and which git remotes were considered.",
        (add_asked, add_common, add_settings, add_format),
        statuses=("each PATH has an expected source", "one has none", _FAILED),
    ),
    "labels": Command(
        "Show the labels that the image will carry",
        "Print the labels that the published image of each Dockerfile will carry, and the line "
        "that sets each.",
        (add_searched, add_common, add_image, add_format),
        statuses=("success", "a file does not build", _FAILED),
    ),
    "verify": Command(
        "Report problems with built images",
        "Report problems with the source label of each built image, and with the annotation of its "
        "index. IMAGE is an image of docker or podman, an archive (docker save), an OCI layout, "
        "JSON that describes an image (docker image inspect), or docker://NAME for an image in a "
        "registry, which docker or skopeo reads.",
        (add_images, add_common, add_settings, add_judging_images, add_verifying),
        usage="[OPTIONS] IMAGE ...",
        statuses=(
            "no problems found",
            "problems found (see --fail-on)",
            "invalid usage or configuration, or an unreadable image",
        ),
    ),
    "config": Command(
        "Show the effective settings and where each is set",
        "Print the settings in force for each PATH, and where each is set: by an option, by a line "
        "of the configuration file, or by default.",
        (add_asked, add_common, *_DECIDING, add_format),
        statuses=("success", "", _FAILED),
    ),
    "rule": Command(
        "Explain rules, or list them all",
        "Print what each rule reports, why that is bad and how it is fixed. Without NAME, list all "
        "rules.",
        (add_rules, add_format),
        usage="[OPTIONS] [NAME ...]",
        statuses=("success", "", "unknown rule"),
    ),
    "completion": Command(
        "Print a completion script for a shell",
        "Print a script that completes commands, options, rules and files. For bash: "
        'eval "$(dockerlabel completion bash)"',
        (add_shell,),
        usage="[OPTIONS] SHELL",
    ),
    "server": Command(
        "Start the language server for editors",
        "Serve an editor over the Language Server Protocol on standard input and output.",
        (add_transport,),
        usage="[OPTIONS]",
    ),
}
