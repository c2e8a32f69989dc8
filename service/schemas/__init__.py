"""The shapes of requests and answers, as pydantic models: they validate what comes in and make the OpenAPI document.

The words are those of the design. A field of an article is described once, in `copytaster.model`, and the models are
made of those fields.
"""
