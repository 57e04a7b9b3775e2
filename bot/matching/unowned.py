"""Methods that something keeps which their own object owns: without the circle that this would be.

An object in a circle is not freed when nobody uses it any more, and the collector does not look at what was
there when the bot began: the names of a replaced watchlist would stay in memory for ever.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def unowned(method: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return the bound method without a hold on its object, to be kept by nobody else but that object."""
    weak = WeakMethod(method)

    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        alive = weak()
        assert alive is not None, "only its object, which is alive, calls it"
        return alive(*args, **kwargs)

    return call
