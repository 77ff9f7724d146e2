"""Where the Python package is known to differ from the language, and is put right or left out.

JSON-e is defined on JSON, as JavaScript has it; Python has integers beside floats, and takes True for 1.
What can be put right is; the rest raises Justified with its reason, and the case is not compared.
"""

import importlib
import re

from jsone import builtins, interpreter, shared

# `from jsone import render` would be the function of this name.
render = importlib.import_module("jsone.render")

LARGEST = 2**53


class Justified(Exception):
    """The two may differ here, for this reason."""


def normal(value):
    """Numbers as JavaScript has them: 4 / 2 is 2."""
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if type(value) is complex:
        raise ValueError("no number")
    if type(value) is float and value.is_integer() and abs(value) < LARGEST:
        return int(value)
    if type(value) in (int, float) and not abs(value) < LARGEST:
        raise Justified("numbers beyond 2^53")
    if type(value) is float and abs(value) < 1e-4:
        raise Justified("small numbers are printed otherwise")
    return value


def install():
    visit = interpreter.Interpreter.visit
    interpreter.Interpreter.visit = lambda self, node: normal(visit(self, node))
    interpreter.Interpreter.visit_BinOp = checked_operator(interpreter.Interpreter.visit_BinOp)
    interpreter.Interpreter.visit_ValueAccess = checked_access(interpreter.Interpreter.visit_ValueAccess)
    interpreter.test_comparison_operands = comparable
    interpreter.test_math_operands = checked_operands(interpreter.test_math_operands)
    for name, check in BUILTIN_CHECKS.items():
        check_builtin(name, check)
    render.to_str = builtins.to_str = checked_text(shared.to_str)
    for name, wrap in OPERATOR_CHECKS.items():
        render.operators[name] = wrap(render.operators[name])


def is_number(value):
    return type(value) in (int, float)


def has(kinds, value):
    """Whether something of one of the types is in the value, however deep."""
    if isinstance(value, (dict, list)):
        return any(has(kinds, item) for item in (value.values() if isinstance(value, dict) else value))
    return type(value) in kinds


def checked_operator(visit):
    def checked(self, node):
        if node.token.kind in ("==", "!=", "in"):
            left, right = self.visit(node.left), self.visit(node.right)
            if any(has([bool], one) and has([int, float], other) for one, other in ((left, right), (right, left))):
                raise Justified("True is 1 for Python")
        return visit(self, node)

    return checked


def checked_access(visit):
    def checked(self, node):
        value = self.visit(node.arr)
        bounds = [self.visit(bound) for bound in (node.left, node.right) if bound]
        if any(type(bound) is bool for bound in bounds):
            raise Justified("Python takes booleans as positions")
        if node.isInterval and isinstance(value, dict):
            raise Justified("Python takes the first bound of a slice as a key")
        if node.isInterval and None in bounds:
            raise Justified("Python takes null as a bound of a slice")
        return visit(self, node)

    return checked


def comparable(operator, left, right):
    """Python compares 1 with 2.5 no more than with a text; the other implementations do."""
    if not (is_number(left) and is_number(right) or type(left) is type(right) is str):
        raise interpreter.infixExpectationError(operator, "numbers/strings")


def checked_operands(check):
    def checked(operator, left, right):
        check(operator, left, right)
        # `right ** left`: the tree has them the other way round.
        if operator == "**" and (abs(left) > 64 or abs(right) > 1000):
            raise Justified("powers that are too large")

    return checked


def checked_text(text):
    def checked(value):
        if callable(value):
            raise Justified("Python prints functions")
        return text(normal(value))

    return checked


def check_builtin(name, check):
    """Every Interpreter gets its functions from `build`, so that is where they are wrapped."""
    build = builtins.build

    def built():
        functions = build()
        function = functions[name]

        def checked(context, *arguments):
            check(*arguments)
            return function(context, *arguments)

        checked._jsone_builtin = True
        functions[name] = checked
        return functions

    builtins.build = built


def no_booleans(*arguments):
    if any(type(argument) is bool for argument in arguments):
        raise Justified("True is 1 for Python")


def only_texts(*arguments):
    if arguments and isinstance(arguments[0], list):
        if any(type(item) is not str and not is_number(item) for item in arguments[0]):
            raise Justified("Python joins everything")


def no_zero(*arguments):
    if len(arguments) == 2 and arguments[1] == 0 and is_number(arguments[1]):
        raise Justified("Python takes 0 for no separator")


def plain_number(*arguments):
    if arguments and isinstance(arguments[0], str) and not re.fullmatch(r"-?\d+(\.\d+)?", arguments[0]):
        raise Justified("what else is a number")


BUILTIN_CHECKS = {"range": no_booleans, "join": only_texts, "split": no_zero, "number": plain_number}


def checked_match(operator):
    def checked(template, context):
        result = operator(template, context)
        if shared.DeleteMarker in result:
            raise Justified("Python does not leave out what makes nothing in $match")
        return result

    return checked


def checked_json(operator):
    def checked(template, context):
        if render.renderValue(template["$json"], context) is shared.DeleteMarker:
            raise Justified("what $json makes of nothing")
        return operator(template, context)

    return checked


def checked_sort(operator):
    def checked(template, context):
        values = render.renderValue(template["$sort"], context)
        if has([float], values):
            raise Justified("Python does not sort 1 and 2.5")
        if has([bool], values) and has([int], values):
            raise Justified("True is 1 for Python")
        return operator(template, context)

    return checked


def checked_find(operator):
    def checked(template, context):
        if "$" in str(render.renderValue(template["$find"], context)):
            raise Justified("Python renders what $find has found once more, as if it were a template")
        return operator(template, context)

    return checked


OPERATOR_CHECKS = {
    "$match": checked_match, "$json": checked_json, "$sort": checked_sort, "$find": checked_find,
}
