#include "api/values/python_only.h"

#include <string.h>

// What dir() lists in Python 3.11, and so in every later one: for every object, and for each type
// besides. A class has the attributes of `type` too.
static const char *const object_attributes[] = {
    "__class__",   "__delattr__", "__dir__",           "__doc__",          "__eq__",
    "__format__",  "__ge__",      "__getattribute__",  "__getstate__",     "__gt__",
    "__hash__",    "__init__",    "__init_subclass__", "__le__",           "__lt__",
    "__ne__",      "__new__",     "__reduce__",        "__reduce_ex__",    "__repr__",
    "__setattr__", "__sizeof__",  "__str__",           "__subclasshook__", NULL};

static const char *const none_attributes[] = {"__bool__", NULL};

static const char *const int_attributes[] = {
    "__abs__",     "__add__",     "__and__",     "__bool__",      "__ceil__",
    "__divmod__",  "__float__",   "__floor__",   "__floordiv__",  "__getnewargs__",
    "__index__",   "__int__",     "__invert__",  "__lshift__",    "__mod__",
    "__mul__",     "__neg__",     "__or__",      "__pos__",       "__pow__",
    "__radd__",    "__rand__",    "__rdivmod__", "__rfloordiv__", "__rlshift__",
    "__rmod__",    "__rmul__",    "__ror__",     "__round__",     "__rpow__",
    "__rrshift__", "__rshift__",  "__rsub__",    "__rtruediv__",  "__rxor__",
    "__sub__",     "__truediv__", "__trunc__",   "__xor__",       "as_integer_ratio",
    "bit_count",   "bit_length",  "conjugate",   "denominator",   "from_bytes",
    "imag",        "numerator",   "real",        "to_bytes",      NULL};

static const char *const float_attributes[] = {
    "__abs__",   "__add__",     "__bool__",     "__ceil__",         "__divmod__",
    "__float__", "__floor__",   "__floordiv__", "__getformat__",    "__getnewargs__",
    "__int__",   "__mod__",     "__mul__",      "__neg__",          "__pos__",
    "__pow__",   "__radd__",    "__rdivmod__",  "__rfloordiv__",    "__rmod__",
    "__rmul__",  "__round__",   "__rpow__",     "__rsub__",         "__rtruediv__",
    "__sub__",   "__truediv__", "__trunc__",    "as_integer_ratio", "conjugate",
    "fromhex",   "hex",         "imag",         "is_integer",       "real",
    NULL};

static const char *const str_attributes[] = {
    "__add__",      "__contains__", "__getitem__", "__getnewargs__", "__iter__",
    "__len__",      "__mod__",      "__mul__",     "__rmod__",       "__rmul__",
    "capitalize",   "casefold",     "center",      "count",          "encode",
    "endswith",     "expandtabs",   "find",        "format",         "format_map",
    "index",        "isalnum",      "isalpha",     "isascii",        "isdecimal",
    "isdigit",      "isidentifier", "islower",     "isnumeric",      "isprintable",
    "isspace",      "istitle",      "isupper",     "join",           "ljust",
    "lower",        "lstrip",       "maketrans",   "partition",      "removeprefix",
    "removesuffix", "replace",      "rfind",       "rindex",         "rjust",
    "rpartition",   "rsplit",       "rstrip",      "split",          "splitlines",
    "startswith",   "strip",        "swapcase",    "title",          "translate",
    "upper",        "zfill",        NULL};

static const char *const bytes_attributes[] = {
    "__add__",      "__bytes__", "__contains__", "__getitem__", "__getnewargs__", "__iter__",
    "__len__",      "__mod__",   "__mul__",      "__rmod__",    "__rmul__",       "capitalize",
    "center",       "count",     "decode",       "endswith",    "expandtabs",     "find",
    "fromhex",      "hex",       "index",        "isalnum",     "isalpha",        "isascii",
    "isdigit",      "islower",   "isspace",      "istitle",     "isupper",        "join",
    "ljust",        "lower",     "lstrip",       "maketrans",   "partition",      "removeprefix",
    "removesuffix", "replace",   "rfind",        "rindex",      "rjust",          "rpartition",
    "rsplit",       "rstrip",    "split",        "splitlines",  "startswith",     "strip",
    "swapcase",     "title",     "translate",    "upper",       "zfill",          NULL};

static const char *const list_attributes[] = {"__add__",
                                              "__class_getitem__",
                                              "__contains__",
                                              "__delitem__",
                                              "__getitem__",
                                              "__iadd__",
                                              "__imul__",
                                              "__iter__",
                                              "__len__",
                                              "__mul__",
                                              "__reversed__",
                                              "__rmul__",
                                              "__setitem__",
                                              "append",
                                              "clear",
                                              "copy",
                                              "count",
                                              "extend",
                                              "index",
                                              "insert",
                                              "pop",
                                              "remove",
                                              "reverse",
                                              "sort",
                                              NULL};

static const char *const tuple_attributes[] = {
    "__add__", "__class_getitem__", "__contains__", "__getitem__", "__getnewargs__", "__iter__",
    "__len__", "__mul__",           "__rmul__",     "count",       "index",          NULL};

static const char *const dict_attributes[] = {"__class_getitem__",
                                              "__contains__",
                                              "__delitem__",
                                              "__getitem__",
                                              "__ior__",
                                              "__iter__",
                                              "__len__",
                                              "__or__",
                                              "__reversed__",
                                              "__ror__",
                                              "__setitem__",
                                              "clear",
                                              "copy",
                                              "fromkeys",
                                              "get",
                                              "items",
                                              "keys",
                                              "pop",
                                              "popitem",
                                              "setdefault",
                                              "update",
                                              "values",
                                              NULL};

static const char *const set_attributes[] = {"__and__",
                                             "__class_getitem__",
                                             "__contains__",
                                             "__iand__",
                                             "__ior__",
                                             "__isub__",
                                             "__iter__",
                                             "__ixor__",
                                             "__len__",
                                             "__or__",
                                             "__rand__",
                                             "__ror__",
                                             "__rsub__",
                                             "__rxor__",
                                             "__sub__",
                                             "__xor__",
                                             "add",
                                             "clear",
                                             "copy",
                                             "difference",
                                             "difference_update",
                                             "discard",
                                             "intersection",
                                             "intersection_update",
                                             "isdisjoint",
                                             "issubset",
                                             "issuperset",
                                             "pop",
                                             "remove",
                                             "symmetric_difference",
                                             "symmetric_difference_update",
                                             "union",
                                             "update",
                                             NULL};

static const char *const frozenset_attributes[] = {"__and__",
                                                   "__class_getitem__",
                                                   "__contains__",
                                                   "__iter__",
                                                   "__len__",
                                                   "__or__",
                                                   "__rand__",
                                                   "__ror__",
                                                   "__rsub__",
                                                   "__rxor__",
                                                   "__sub__",
                                                   "__xor__",
                                                   "copy",
                                                   "difference",
                                                   "intersection",
                                                   "isdisjoint",
                                                   "issubset",
                                                   "issuperset",
                                                   "symmetric_difference",
                                                   "union",
                                                   NULL};

static const char *const class_attributes[] = {"__annotations__",
                                               "__base__",
                                               "__bases__",
                                               "__basicsize__",
                                               "__call__",
                                               "__dict__",
                                               "__dictoffset__",
                                               "__flags__",
                                               "__instancecheck__",
                                               "__itemsize__",
                                               "__module__",
                                               "__mro__",
                                               "__name__",
                                               "__or__",
                                               "__prepare__",
                                               "__qualname__",
                                               "__ror__",
                                               "__subclasscheck__",
                                               "__subclasses__",
                                               "__text_signature__",
                                               "__weakrefoffset__",
                                               "mro",
                                               NULL};

static const char *const instance_attributes[] = {"__module__", NULL};

static const char *const function_attributes[] = {
    "__annotations__", "__builtins__", "__call__",     "__closure__", "__code__",
    "__defaults__",    "__dict__",     "__get__",      "__globals__", "__kwdefaults__",
    "__module__",      "__name__",     "__qualname__", NULL};

static const char *const method_attributes[] = {"__call__", "__func__", "__self__", NULL};

static const char *const cell_attributes[] = {"cell_contents", NULL};

static const char *const descriptor_attributes[] = {
    "__delete__", "__get__", "__name__", "__objclass__", "__qualname__", "__set__", NULL};

static const char *const weakref_attributes[] = {"__call__", "__class_getitem__", NULL};

static const char *const *const kind_attributes[HEAP_KINDS] = {
    [HEAP_NONE] = none_attributes,         [HEAP_INT] = int_attributes,
    [HEAP_BOOL] = int_attributes,          [HEAP_STR] = str_attributes,
    [HEAP_BYTES] = bytes_attributes,       [HEAP_LIST] = list_attributes,
    [HEAP_TUPLE] = tuple_attributes,       [HEAP_DICT] = dict_attributes,
    [HEAP_CLASS] = class_attributes,       [HEAP_INSTANCE] = instance_attributes,
    [HEAP_FUNCTION] = function_attributes, [HEAP_DESCRIPTOR] = descriptor_attributes,
    [HEAP_WEAKREF] = weakref_attributes,   [HEAP_FLOAT] = float_attributes,
    [HEAP_SET] = set_attributes,           [HEAP_FROZENSET] = frozenset_attributes,
    [HEAP_METHOD] = method_attributes,     [HEAP_CELL] = cell_attributes,
    [HEAP_MEMBER] = descriptor_attributes,
};

// What later Pythons added.
static const struct {
    const char *name;
    HeapKind kind;
    HeapAttributes since;
} later_attributes[] = {
    {"is_integer", HEAP_INT, HEAP_ATTRIBUTES_TYPE_PARAMS},
    {"is_integer", HEAP_BOOL, HEAP_ATTRIBUTES_TYPE_PARAMS},
    {"__buffer__", HEAP_BYTES, HEAP_ATTRIBUTES_TYPE_PARAMS},
    {"__type_params__", HEAP_CLASS, HEAP_ATTRIBUTES_TYPE_PARAMS},
    {"__type_params__", HEAP_FUNCTION, HEAP_ATTRIBUTES_TYPE_PARAMS},
    {"from_number", HEAP_FLOAT, HEAP_ATTRIBUTES_ANNOTATE},
    {"__annotate__", HEAP_CLASS, HEAP_ATTRIBUTES_ANNOTATE},
    {"__annotate__", HEAP_FUNCTION, HEAP_ATTRIBUTES_ANNOTATE},
};

static bool is_among(const char *const *names, const char *name) {
    while (*names != NULL && strcmp(*names, name) != 0) {
        names++;
    }
    return *names != NULL;
}

static bool came_later(HeapKind kind, const char *name, HeapAttributes attributes) {
    for (size_t i = 0; i < sizeof later_attributes / sizeof *later_attributes; i++) {
        if (later_attributes[i].kind == kind && strcmp(later_attributes[i].name, name) == 0) {
            return later_attributes[i].since <= attributes;
        }
    }
    return false;
}

static bool kind_has(HeapKind kind, const char *name, HeapAttributes attributes) {
    return is_among(kind_attributes[kind], name) || came_later(kind, name, attributes);
}

// `object`, which no statement made, has none.
static bool is_annotation(const char *name) {
    return strcmp(name, "__annotations__") == 0 || strcmp(name, "__annotate__") == 0;
}

// A bound method has all that its function has.
bool python_has_attribute(const Heap *heap, const Object *object, const char *name) {
    HeapKind kind = heap_object_kind(object);
    HeapAttributes attributes = heap_profile_info(heap)->attributes;
    if (kind == HEAP_CLASS && is_annotation(name) && heap_object_info(heap, object).cached) {
        return false;
    }
    return is_among(object_attributes, name) || kind_has(kind, name, attributes) ||
           (kind == HEAP_METHOD && kind_has(HEAP_FUNCTION, name, attributes));
}
