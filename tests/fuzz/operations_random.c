#include "tests/fuzz/operations_random.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_SIZE = 64, FEW = 3, MOST_IDS = 80 };

Random random_begin(uint32_t seed) {
    return (Random){.state = seed * 2654435761u + 0x9e3779b97f4a7c15u};
}

// xorshift64*
uint32_t random_below(Random *random, uint32_t bound) {
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    uint32_t number = (uint32_t)((random->state * 2685821657736338717u) >> 33);
    return bound > 0 ? number % bound : 0;
}

static bool one_in(Random *random, uint32_t bound) {
    return random_below(random, bound) == 0;
}

// ---------------------------------------------------------------- texts

// Each ends with NULL.
static const char *const names[] = {"a", "b", "c", "li", "d", "s", "p",
                                    "q", "w", "x", "y",  "t", NULL};
static const char *const definitions[] = {"P", "Q", "R", "f", "g", "h", NULL};
static const char *const attributes[] = {"x", "y", "z", "m", "me", "li", "f", NULL};
static const char *const special_attributes[] = {
    "__dict__",     "__doc__",    "__name__", "__qualname__",
    "__defaults__", "__module__", "__del__",  "__class__",
    "__weakref__",  "__bases__",  NULL};
static const char *const keys[] = {"0",    "1",   "-1",   "2",    "'k'",         "'x'", "None",
                                   "True", "1.5", "(1,)", "b'a'", "'two words'", NULL};
static const char *const strings[] = {
    "",     "k", "x", "word", "two words", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80",
    "a\nb", "m", "P", "123",  NULL};
static const char *const numbers[] = {"nan", "inf", "-inf", NULL};
static const char *const base64[] = {"", "YQ==", "/w==", "YWJj", NULL};
static const char *const expressions[] = {"concat", "repeat", "slice",     "copy", "join", "list",
                                          "tuple",  "set",    "frozenset", "dict", "str",  NULL};

static const char *choose(Random *random, const char *const *texts) {
    uint32_t count = 0;
    while (texts[count] != NULL) {
        count++;
    }
    return texts[random_below(random, count)];
}

static const char *choose_name(Random *random) {
    return choose(random, one_in(random, 4) ? definitions : names);
}

static const char *choose_attribute(Random *random) {
    return choose(random, one_in(random, 6) ? special_attributes : attributes);
}

typedef struct {
    char text[TEXT_SIZE];
} Text;

static Text random_name(Random *random) {
    Text name;
    const char *module = one_in(random, 12) ? "<module>." : "";
    const char *turn = one_in(random, 20) ? "{i}" : "";
    snprintf(name.text, sizeof name.text, "%s%s%s", module, choose_name(random), turn);
    return name;
}

static Text random_reference(Random *random) {
    Text reference = random_name(random);
    if (one_in(random, 6)) {
        snprintf(reference.text, sizeof reference.text, "@%u", 1 + random_below(random, MOST_IDS));
    }
    while (one_in(random, FEW) && strlen(reference.text) < TEXT_SIZE / 2) {
        bool is_key = one_in(random, 2);
        char *end = reference.text + strlen(reference.text);
        snprintf(end, TEXT_SIZE / 2, is_key ? "[%s]" : ".%s",
                 is_key ? choose(random, keys) : choose_attribute(random));
    }
    return reference;
}

static cJSON *reference_json(Random *random) {
    return cJSON_CreateString(random_reference(random).text);
}

cJSON *random_text(Random *random) {
    return one_in(random, 2)
               ? reference_json(random)
               : cJSON_CreateString(choose(random, one_in(random, 2) ? names : strings));
}

// ---------------------------------------------------------------- values

typedef cJSON *(*Maker)(Random *random, unsigned depth);

static cJSON *list_of(Random *random, unsigned depth, Maker make) {
    cJSON *list = cJSON_CreateArray();
    uint32_t most = one_in(random, 12) ? 20 : FEW;
    for (uint32_t count = random_below(random, most + 1); count > 0; count--) {
        cJSON_AddItemToArray(list, make(random, depth));
    }
    return list;
}

static cJSON *object_with(const char *member, cJSON *content) {
    cJSON *object = cJSON_CreateObject();
    cJSON_AddItemToObject(object, member, content);
    return object;
}

static cJSON *random_int(Random *random, unsigned depth) {
    static const double ints[] = {0, 1, 2, -1, 7, -5, 256, 257, 1000, 9007199254740991.0};
    (void)depth;
    return cJSON_CreateNumber(ints[random_below(random, sizeof ints / sizeof *ints)]);
}

static cJSON *random_scalar(Random *random, unsigned depth) {
    switch (random_below(random, 8)) {
    case 0: return cJSON_CreateNull();
    case 1: return cJSON_CreateBool(one_in(random, 2));
    case 2: return cJSON_CreateNumber(1.5);
    case 3: return object_with("float", cJSON_CreateString(choose(random, numbers)));
    case 4: return object_with("int", cJSON_CreateString("123456789012345678901234567890"));
    case 5: return object_with("bytes", cJSON_CreateString(choose(random, base64)));
    case 6: return cJSON_CreateString(choose(random, strings));
    default: return random_int(random, depth);
    }
}

static cJSON *random_sized(Random *random, unsigned depth) {
    static const double sizes[] = {0, 1, 3, 100, 511, 600, 5000, 70000, 300000};
    double size = sizes[random_below(random, sizeof sizes / sizeof *sizes)];
    (void)depth;
    if (one_in(random, 2)) {
        return object_with("bytes", object_with("zeros", cJSON_CreateNumber(size)));
    }
    cJSON *text = object_with("str", cJSON_CreateString(choose(random, strings)));
    cJSON_AddNumberToObject(text, "repeat", size);
    return text;
}

static cJSON *random_list(Random *random, unsigned depth) {
    static const char *const forms[] = {"tuple", "set", "frozenset"};
    cJSON *list = list_of(random, depth, random_value);
    uint32_t form = random_below(random, 5);
    return form < 3 ? object_with(forms[form], list) : list;
}

static cJSON *random_pair(Random *random, unsigned depth) {
    cJSON *pair = cJSON_CreateArray();
    cJSON_AddItemToArray(pair, random_scalar(random, 0));
    cJSON_AddItemToArray(pair, random_value(random, depth));
    return pair;
}

static cJSON *random_dict(Random *random, unsigned depth) {
    return object_with("dict", list_of(random, depth, random_pair));
}

static cJSON *random_new(Random *random, unsigned depth) {
    (void)depth;
    return object_with("new", one_in(random, 3) ? reference_json(random)
                                                : cJSON_CreateString(choose(random, definitions)));
}

static cJSON *random_weakref(Random *random, unsigned depth) {
    (void)depth;
    cJSON *weakref = object_with("weakref", reference_json(random));
    if (one_in(random, 2)) {
        cJSON_AddItemToObject(weakref, "callback", reference_json(random));
    }
    return weakref;
}

static cJSON *random_ref(Random *random, unsigned depth) {
    (void)depth;
    return object_with("ref", reference_json(random));
}

static cJSON *random_expression(Random *random, unsigned depth) {
    cJSON *expression = object_with("expr", cJSON_CreateString(choose(random, expressions)));
    cJSON *arguments = cJSON_AddArrayToObject(expression, "args");
    for (uint32_t count = 1 + random_below(random, FEW); count > 0; count--) {
        cJSON_AddItemToArray(arguments, random_value(random, depth));
    }
    return expression;
}

cJSON *random_value(Random *random, unsigned depth) {
    static const Maker makers[] = {random_scalar, random_scalar, random_ref,     random_ref,
                                   random_ref,    random_new,    random_weakref, random_sized,
                                   random_list,   random_list,   random_dict,    random_expression};
    uint32_t flat = 8, all = sizeof makers / sizeof *makers;
    return depth == 0 ? makers[random_below(random, flat)](random, 0)
                      : makers[random_below(random, all)](random, depth - 1);
}

// ---------------------------------------------------------------- arguments

static cJSON *random_identifier(Random *random, unsigned depth) {
    (void)depth;
    return cJSON_CreateString(choose_name(random));
}

static cJSON *random_definition(Random *random, unsigned depth) {
    (void)depth;
    return cJSON_CreateString(choose(random, definitions));
}

static cJSON *random_binding(Random *random, unsigned depth) {
    (void)depth;
    return cJSON_CreateString(random_name(random).text);
}

static cJSON *random_attribute(Random *random, unsigned depth) {
    (void)depth;
    return cJSON_CreateString(choose_attribute(random));
}

static cJSON *random_reference_json(Random *random, unsigned depth) {
    (void)depth;
    return reference_json(random);
}

static cJSON *random_bindings(Random *random, unsigned depth) {
    return list_of(random, depth, random_binding);
}

static cJSON *random_identifiers(Random *random, unsigned depth) {
    return list_of(random, depth, random_identifier);
}

static cJSON *random_attributes(Random *random, unsigned depth) {
    return list_of(random, depth, random_attribute);
}

static cJSON *random_references(Random *random, unsigned depth) {
    return list_of(random, depth, random_reference_json);
}

static cJSON *random_bool(Random *random, unsigned depth) {
    (void)depth;
    return cJSON_CreateBool(one_in(random, 2));
}

static cJSON *random_thresholds(Random *random, unsigned depth) {
    return list_of(random, depth, random_int);
}

static cJSON *random_body(Random *random, unsigned depth) {
    return depth == 0 ? cJSON_CreateArray() : list_of(random, depth - 1, random_operation);
}

static cJSON *members_of(Random *random, unsigned depth, const char *(*name)(Random *random)) {
    cJSON *object = cJSON_CreateObject();
    for (uint32_t count = random_below(random, FEW); count > 0; count--) {
        const char *member = name(random);
        if (!cJSON_HasObjectItem(object, member)) {
            cJSON_AddItemToObject(object, member, random_value(random, depth));
        }
    }
    return object;
}

static cJSON *random_values_by_name(Random *random, unsigned depth) {
    return members_of(random, depth > 0 ? depth - 1 : 0, choose_name);
}

static cJSON *random_attributes_by_name(Random *random, unsigned depth) {
    return members_of(random, depth > 0 ? depth - 1 : 0, choose_attribute);
}

static cJSON *random_method(Random *random, unsigned depth) {
    cJSON *method = object_with("name", cJSON_CreateString(choose(random, attributes)));
    cJSON *params = random_identifiers(random, depth);
    cJSON_InsertItemInArray(params, 0, cJSON_CreateString("self"));
    cJSON_AddItemToObject(method, "params", params);
    if (one_in(random, 2)) {
        cJSON_AddItemToObject(method, "body", random_body(random, depth));
    }
    return method;
}

static cJSON *random_methods(Random *random, unsigned depth) {
    return list_of(random, depth, random_method);
}

// A kind without a row has values: mostly what it does not take.
static const Maker argument_makers[ARGUMENT_BLOCK + 1] = {
    [ARGUMENT_NAME] = random_binding,
    [ARGUMENT_NAMES] = random_bindings,
    [ARGUMENT_IDENTIFIER] = random_definition,
    [ARGUMENT_ATTRIBUTE] = random_attribute,
    [ARGUMENT_PARAMETERS] = random_identifiers,
    [ARGUMENT_CAPTURED] = random_identifiers,
    [ARGUMENT_LOCALS] = random_identifiers,
    [ARGUMENT_SLOTS] = random_attributes,
    [ARGUMENT_REFERENCE] = random_reference_json,
    [ARGUMENT_REFERENCES] = random_references,
    [ARGUMENT_VALUE] = random_value,
    [ARGUMENT_VALUES_BY_NAME] = random_values_by_name,
    [ARGUMENT_ATTRIBUTES] = random_attributes_by_name,
    [ARGUMENT_METHODS] = random_methods,
    [ARGUMENT_INTEGER] = random_int,
    [ARGUMENT_COUNT] = random_int,
    [ARGUMENT_BOOL] = random_bool,
    [ARGUMENT_TRUE] = random_bool,
    [ARGUMENT_THRESHOLDS] = random_thresholds,
    [ARGUMENT_BODY] = random_body,
    [ARGUMENT_BLOCK] = random_body,
};

static cJSON *random_argument(Random *random, ArgumentKind kind, unsigned depth) {
    Maker make = argument_makers[kind];
    return make != NULL ? make(random, depth) : random_value(random, depth);
}

// ---------------------------------------------------------------- operations

static const Operation *choose_row(Random *random) {
    size_t count = 0;
    while (operation_row(count) != NULL) {
        count++;
    }
    return operation_row(random_below(random, (uint32_t)count));
}

cJSON *random_operation(Random *random, unsigned depth) {
    const Operation *row = choose_row(random);
    cJSON *operation = object_with("op", cJSON_CreateString(row->name));
    bool has_chosen = false;
    for (size_t i = 0; i < OPERATION_MAX_ARGUMENTS && row->arguments[i].name != NULL; i++) {
        const Argument *argument = &row->arguments[i];
        bool is_choice = argument->need == ONE_OF || argument->need == AT_MOST_ONE;
        bool is_given = argument->need == REQUIRED || one_in(random, 2);
        if (is_given && !(is_choice && has_chosen)) {
            has_chosen = has_chosen || is_choice;
            cJSON_AddItemToObject(operation, argument->name,
                                  random_argument(random, argument->kind, depth));
        }
    }
    return operation;
}

// ---------------------------------------------------------------- idioms

// With ' for ".
static const char *const idioms[] = {
    "{'op':'assign','name':'li','value':[1,'two words',[]]}",
    "{'op':'assign','name':'t','value':{'tuple':[1.5,{'ref':'li'}]}}",
    "{'op':'assign','name':'d','value':{'dict':[['k',{'ref':'li'}],[1,[]]]}}",
    "{'op':'assign','name':'s','value':{'set':[1,'x',{'frozenset':[2]}]}}",
    "{'op':'assign','name':'x','value':1000}",
    "{'op':'assign','name':'y','value':{'expr':'concat','args':[{'ref':'x'},{'ref':'x'}]}}",
    "{'op':'class','name':'P'}",
    "{'op':'class','name':'Q','bases':['P'],'slots':['x','y']}",
    "{'op':'class','name':'R','finalizer':[{'op':'assign','name':'a','value':{'ref':'self'}}]}",
    "{'op':'assign','name':'p','value':{'new':'P'}}",
    "{'op':'assign','name':'q','value':{'new':'R'}}",
    "{'op':'set_attr','target':'p','attr':'me','value':{'ref':'p'}}",
    "{'op':'append','target':'li','value':{'ref':'li'}}",
    "{'op':'function','name':'f','params':['a'],'body':[{'op':'return','value':[{'ref':'a'}]}]}",
    "{'op':'function','name':'g','params':['a']}",
    "{'op':'call','function':'g','args':{'a':{'ref':'li'}},'cells':['a']}",
    "{'op':'assign','name':'w','value':{'weakref':'p','callback':'f'}}",
    "{'op':'gc','thresholds':[1,1,1]}",
    "{'op':'del','names':['p','q']}",
    "{'op':'del','name':'li'}",
    "{'op':'collect'}",
    "{'op':'return'}",
    NULL};

const char *random_idiom(Random *random) {
    return choose(random, idioms);
}
