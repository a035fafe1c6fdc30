"""`tracker topics`: the topics that a subscription can ask for, and where each can be heard."""

from __future__ import annotations

import click

from tracker.commands.configured import read_config
from tracker.commands.options import Place, json_option, place_options
from tracker.commands.speaking import print_record
from tracker.commands.terminal import print_lines
from tracker.compare.weigh.topics import Topic, list_topics
from tracker.errors import UsageError
from tracker.languages import ANY, find_language, load_languages
from tracker.names import make_slug
from tracker.publish.lines import name_some
from tracker.publish.listings import topic_record
from tracker.publish.spans import Line, Role, Span


@click.command()
@click.option("--language", default="en", show_default=True, metavar="CODE", help="The language of the examples.")
@json_option
@place_options
def command(*, language: str, as_json: bool, place: Place) -> None:
    """List the topics a subscription can ask for, with words that each is heard by, and the languages it is heard in.

    \b
    Examples:
      tracker topics
      tracker topics --language de
    """
    languages = [code for code in load_languages() if code != ANY]
    if find_language(language) is None:
        raise UsageError(f'no words are known in "{language}"', hint=f"known are {', '.join(languages)}")
    for topic in list_topics(language, read_config(place).own_topics):
        slug = make_slug(topic.name)
        if as_json:
            print_record(
                topic_record(
                    slug, name=topic.name, example=topic.example, languages=topic.languages, is_own=topic.is_own
                )
            )
        else:
            print_lines(format_topic(topic, slug, languages))
    if not as_json:
        print_lines([Line(), Line((Span(f"Languages: {', '.join(languages)}", Role.QUIET),))])


def format_topic(topic: Topic, slug: str, languages: list[str]) -> list[Line]:
    """The topic as a subscription writes it, an example, and where it is heard, the shorter list of the two."""
    example = f"  such as “{topic.example}”" if topic.example else "  not heard in this language"
    deaf = [code for code in languages if code not in topic.languages]
    where = f"heard in {len(topic.languages)} languages"
    if not deaf:
        where = f"heard in all {len(languages)} languages"
    elif len(deaf) < len(topic.languages):
        where += f", not in {name_some(deaf)}"
    else:
        where += f": {name_some(topic.languages)}"
    where += ", of your own" if topic.is_own else ""
    return [Line((Span(slug, Role.LABEL), Span(example))), Line((Span(where, Role.QUIET),), 1)]
