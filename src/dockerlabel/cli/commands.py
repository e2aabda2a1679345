"""The commands: what each does, and which options it has."""

import argparse
from collections.abc import Callable

from dockerlabel.cli import options
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


_DECIDING = (options.add_settings, options.add_builds, options.add_judging)
_FAILED = "wrong usage, wrong configuration, or a file or folder that could not be read"

COMMANDS: dict[str, Command] = {
    "check": Command(
        "say what is wrong with source labels",
        "Say what is wrong with the source label of each Dockerfile.",
        (
            options.add_searched,
            options.add_common,
            *_DECIDING,
            options.add_files,
            options.add_ignore,
            options.add_reports,
        ),
        statuses=("nothing found", "something found (see --fail-on)", _FAILED),
    ),
    "fix": Command(
        "mend source labels in place",
        "Insert or correct the source label of each Dockerfile, and leave every other byte as it "
        "is. With -, the mended text goes to standard output.",
        (
            options.add_searched,
            options.add_common,
            *_DECIDING,
            options.add_files,
            options.add_fixing,
            options.add_statistics,
        ),
        statuses=(
            "nothing remains (for -: always)",
            "something remains (see --fail-on), or with --diff would be changed",
            _FAILED,
        ),
    ),
    "source": Command(
        "print the expected source and where it is from",
        "Print the source that is expected of the files in each PATH, on whose authority, and the "
        "git remotes that were looked at.",
        (options.add_asked, options.add_common, options.add_settings, options.add_format),
        statuses=("each PATH has a source", "one has none", _FAILED),
    ),
    "labels": Command(
        "print the labels that the image will carry",
        "Print the labels that the published image of each Dockerfile will carry, and the line "
        "that sets each.",
        (options.add_searched, options.add_common, options.add_image, options.add_format),
        statuses=("all is well", "a file does not build", _FAILED),
    ),
    "verify": Command(
        "report what is wrong with a built image",
        "Report what is wrong with the source label of each built image, and with the annotation "
        "of its index. IMAGE is an image of docker or podman, an archive (docker save), an OCI "
        "layout, JSON that describes an image (docker image inspect), or docker://NAME for a "
        "registry, which docker or skopeo asks.",
        (
            options.add_images,
            options.add_common,
            options.add_settings,
            options.add_judging,
            options.add_verifying,
        ),
        usage="[OPTIONS] IMAGE ...",
        statuses=(
            "no problems found",
            "problems found (see --fail-on)",
            "wrong usage, wrong configuration, or an image that could not be read",
        ),
    ),
    "config": Command(
        "print the settings in force and where each is set",
        "Print the settings that are in force for each PATH, and where each is set: by an option, "
        "by a line of the configuration file, or by default.",
        (options.add_asked, options.add_common, *_DECIDING, options.add_format),
        statuses=("all is well", "", _FAILED),
    ),
    "rule": Command(
        "explain rules, or list them all",
        "Print what each rule finds, why that is bad and how it is mended; without a NAME, all "
        "rules in a table.",
        (options.add_rules, options.add_format),
        usage="[OPTIONS] [NAME ...]",
        statuses=("all is well", "", "there is no such rule"),
    ),
    "completion": Command(
        "print a script with which a shell completes command lines",
        "Print a script with which a shell completes the commands, options, rules and files of "
        'dockerlabel: eval "$(dockerlabel completion bash)", for example.',
        (options.add_shell,),
        usage="[OPTIONS] SHELL",
    ),
    "server": Command(
        "serve an editor (LSP, on stdio)",
        "Serve an editor by the Language Server Protocol, on standard input and output.",
        (options.add_transport,),
        usage="[OPTIONS]",
    ),
}
