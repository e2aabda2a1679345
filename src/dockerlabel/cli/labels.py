"""`dockerlabel labels`."""

from functools import partial

from dockerlabel.cli.arguments import Arguments
from dockerlabel.cli.session import Session, Status, each_input, worst
from dockerlabel.dockerfile.image import checked, evaluate
from dockerlabel.dockerfile.nodes import BuildError
from dockerlabel.dockerfile.parser import parse
from dockerlabel.dockerfile.stages import BuildOptions
from dockerlabel.output.label_table import json_labels, text_labels
from dockerlabel.project.files import Input


def labels(session: Session, arguments: Arguments) -> Status:
    """Print the labels that the image of each file will carry, and what sets them."""
    as_json = arguments.output_format == "json"
    lines = json_labels if as_json else partial(text_labels, colors=session.colors)

    def show(text: Input) -> Status:
        if session.pipeline.is_definition(text.path):
            return Status.CLEAN
        dockerfile = parse(text.document, text.path)
        found = session.pipeline.targets(text.path, dockerfile)
        session.saw(text, found)
        published = () if isinstance(found, BuildError) else found.published
        targets = arguments.target or published or (None,)
        build_args = session.pipeline.workspace.settings(text.path).settings.build_args
        options = BuildOptions(build_args, arguments.platform)
        builds = session.pipeline.builds(text.path)
        status = Status.CLEAN
        for image in map(checked, evaluate(dockerfile, options, targets=targets)):
            made_by = () if isinstance(image, BuildError) else builds.making(image)
            for line in lines(text.shown, dockerfile, image=image, builds=made_by):
                session.write_line(line)
            if isinstance(image, BuildError):
                status = Status.FOUND
        return status

    return worst(each_input(session, show))
