"""Stories: the articles that verified relations tie together."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from service.access import embargo
from service.api.render import reply, summary, tagged
from service.errors import no_story
from service.operations import json_reply, operation
from service.schemas.answers import StoryDocument, StoryRelation
from service.schemas.requests import StoryParameters
from service.state import state


@operation(
    "GET",
    "/stories/<id:story_id>",
    scope="read",
    parameters=StoryParameters,
    replies={200: json_reply("The story, earliest article first.", StoryDocument)},
    problems=(404, 422, 503),
)
def read_story(story_id: str, parameters: StoryParameters) -> ResponseReturnValue:
    """Read a story: its articles and who took from whom."""
    s = state()
    visible_at = embargo.visible_at(s)
    story = s.archive.story(story_id, parameters.limit, visible_at=visible_at, cursor=parameters.cursor)
    if story is None:
        raise no_story(story_id)
    relations: list[StoryRelation] = [
        {
            "article_id": r.article_id,
            "source_id": r.source_id,
            "relation": r.relation,
            "score": r.score,
            "direction": r.direction,
            "derived": r.tied,
        }
        for r in story.relations
    ]
    document: StoryDocument = {
        "id": story.id,
        "size": story.size,
        "articles": [summary(row) for row in story.rows],
        "relations": relations,
        "next": story.following,
    }
    return tagged(reply(document))
