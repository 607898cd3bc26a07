"""The Python statement of an operation, written without the service.

Needed where the service has no text to give, because the operation raises; and to hold its text to
when it does not: both must be the same program.
"""
import ast
import base64
import re

INDENT = "    "


def value_text(value):
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, list):
        return "[" + items_text(value) + "]"
    form = next(name for name in FORMS if name in value)
    return FORMS[form](value)


def items_text(values):
    return ", ".join(map(value_text, values))


def float_text(value):
    number = value["float"]
    return f"float({number!r})" if isinstance(number, str) else repr(float(number))


def str_text(value):
    if value["repeat"] == 1:
        return repr(value["str"])
    return f"''.join([{value['str']!r}]) * {value['repeat']}"


def bytes_text(value):
    content = value["bytes"]
    if isinstance(content, dict):
        return f"bytes({content['zeros']})"
    return repr(base64.b64decode(content))


def tuple_text(value):
    items = value["tuple"]
    return f"({items_text(items)}{',' if len(items) == 1 else ''})"


def set_text(value):
    return "{" + items_text(value["set"]) + "}" if value["set"] else "set()"


def frozenset_text(value):
    items = value["frozenset"]
    return f"frozenset([{items_text(items)}])" if items else "frozenset()"


def dict_text(value):
    pairs = (f"{value_text(key)}: {value_text(item)}" for key, item in value["dict"])
    return "{" + ", ".join(pairs) + "}"


def weakref_text(value):
    callback = f", {value['callback']}" if "callback" in value else ""
    return f"weakref.ref({value['weakref']}{callback})"


def operand(value):
    return f"({value_text(value)})"


def expr_text(value):
    args = value.get("args", [])
    match value["expr"]:
        case "concat":
            return f"{operand(args[0])} + {operand(args[1])}"
        case "repeat":
            return f"{operand(args[0])} * {operand(args[1])}"
        case "slice":
            begin, end = ("" if at is None else repr(at) for at in args[1:])
            return f"{operand(args[0])}[{begin}:{end}]"
        case "copy":
            return f"{operand(args[0])}.copy()"
        case "join":
            return f"{operand(args[0])}.join({value_text(args[1])})"
        case kind:
            return f"{kind}({items_text(args)})"


FORMS = {
    "float": float_text,
    "int": lambda value: value["int"],
    "str": str_text,
    "bytes": bytes_text,
    "tuple": tuple_text,
    "set": set_text,
    "frozenset": frozenset_text,
    "dict": dict_text,
    "new": lambda value: value["new"] + "()",
    "weakref": weakref_text,
    "ref": lambda value: value["ref"].removeprefix("<module>."),
    "expr": expr_text,
}


# ---------------------------------------------------------------- statements

def statement(operation):
    """The lines of an operation's statement, joined."""
    return STATEMENTS[operation["op"]](operation)


def method(name, *arguments):
    """`target.name(...)` of the arguments that the operation has."""
    def write(operation):
        given = ", ".join(value_text(operation[key]) for key in arguments if key in operation)
        return into(operation, f"{place(operation)}.{name}({given})")
    return write


def place(operation):
    return operation["target"].removeprefix("<module>.")


def into(operation, expression):
    return f"{operation['into']} = {expression}" if "into" in operation else expression


def indented(lines):
    return "".join(INDENT + line + "\n" for line in lines.splitlines())


def params_text(operation):
    defaults = operation.get("defaults", {})
    return ", ".join(f"{name}={value_text(defaults[name])}" if name in defaults else name
                     for name in operation.get("params", []))


def def_text(operation):
    body = [statement(each) for each in operation.get("body", [])] or ["pass"]
    return f"def {operation['name']}({params_text(operation)}):\n" + indented("\n".join(body))


def class_text(operation):
    bases = ", ".join(operation.get("bases", []))
    parts = []
    if "slots" in operation:
        parts.append("__slots__ = " + tuple_text({"tuple": operation["slots"]}))
    parts += [f"{name} = {value_text(value)}"
              for name, value in operation.get("attrs", {}).items()]
    parts += [def_text(each) for each in operation.get("methods", [])]
    if "finalizer" in operation:
        parts.append(def_text({"name": "__del__", "params": ["self"],
                               "body": operation["finalizer"]}))
    head = f"class {operation['name']}({bases}):\n" if bases else f"class {operation['name']}:\n"
    return head + indented("\n".join(parts or ["pass"]))


def call_text(operation):
    args = ", ".join(f"{name}={value_text(value)}"
                     for name, value in operation.get("args", {}).items())
    return into(operation, f"{operation['function']}({args})")


def gc_text(operation):
    lines = []
    if "enabled" in operation:
        lines.append("gc.enable()" if operation["enabled"] else "gc.disable()")
    if "thresholds" in operation:
        lines.append(f"gc.set_threshold({', '.join(map(str, operation['thresholds']))})")
    if "debug_saveall" in operation:
        flag = "gc.DEBUG_SAVEALL" if operation["debug_saveall"] else "0"
        lines.append(f"gc.set_debug({flag})")
    if operation.get("clear_garbage"):
        lines.append("gc.garbage.clear()")
    return "\n".join(lines)


def target_of_assignment(name):
    return name.removeprefix("<module>.")


def return_text(operation):
    return f"return {value_text(operation['value'])}" if "value" in operation else "return"


def repeat_text(operation):
    """A loop; where the number of the turn is part of a name, the turns one by one."""
    times = operation["times"]
    turns = "\n".join(map(statement, operation["ops"]))
    if "{i}" in turns and times > 0:
        return "\n".join(turns.replace("{i}", str(turn)) for turn in range(times))
    return f"for _ in range({times}):\n" + indented(turns.replace("{i}", "0"))


STATEMENTS = {
    "assign": lambda o: f"{target_of_assignment(o['name'])} = {value_text(o['value'])}",
    "evaluate": lambda o: value_text(o["value"]),
    "del": lambda o: "del " + ", ".join(o["names"] if "names" in o else [o["name"]]),
    "append": method("append", "value"),
    "insert": lambda o: f"{place(o)}.insert({o['index']}, {value_text(o['value'])})",
    "extend": method("extend", "values"),
    "remove": method("remove", "value"),
    "pop": method("pop", "index", "key"),
    "clear": method("clear"),
    "sort": method("sort"),
    "reverse": method("reverse"),
    "update": method("update", "value"),
    "add": method("add", "value"),
    "discard": method("discard", "value"),
    "set_item": lambda o: f"{place(o)}[{value_text(o['key'])}] = {value_text(o['value'])}",
    "del_item": lambda o: f"del {place(o)}[{value_text(o['key'])}]",
    "set_attr": lambda o: f"{place(o)}.{o['attr']} = {value_text(o['value'])}",
    "del_attr": lambda o: f"del {place(o)}.{o['attr']}",
    "class": class_text,
    "function": def_text,
    "call": call_text,
    "return": return_text,
    "intern": lambda o: f"{o['name']} = sys.intern({place(o)})",
    "deref": lambda o: f"{o['name']} = {place(o)}()",
    "collect": lambda o: into(o, f"gc.collect({o.get('generation', '')})"),
    "gc": gc_text,
    "freeze": lambda o: "gc.freeze()",
    "unfreeze": lambda o: "gc.unfreeze()",
    "repeat": repeat_text,
}


def same_program(one, other):
    """Whether two texts are the same program, whatever their spaces, quotes and parentheses.

    A body binds names of the module by `globals()['x']`; here they are written as `x`. Whose names
    are meant, `global` and `nonlocal`, shows when the text runs.
    """
    one = re.sub(r"^ *(global|nonlocal) .*\n", "", one, flags=re.MULTILINE)
    one = re.sub(r"globals\(\)\['(\w+)'\]", r"\1", one)
    try:
        return ast.dump(ast.parse(one)) == ast.dump(ast.parse(other))
    except SyntaxError:
        return False
