#include "api/values/names.h"

#include "api/json/utf8.h"
#include "api/values/name_ranges.h"

#include <string.h>

const char module_prefix[] = "<module>.";

static bool in_ranges(const CharacterRange *ranges, size_t count, uint32_t point) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranges[middle].last < point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && ranges[low].first <= point;
}

static bool is_start(uint32_t point) {
    if (point < 0x80) {
        return point == '_' || ((point | 0x20) >= 'a' && (point | 0x20) <= 'z');
    }
    return in_ranges(name_start_ranges, name_start_ranges_count, point);
}

static bool is_continue(uint32_t point) {
    return is_start(point) || (point >= '0' && point <= '9') ||
           (point >= 0x80 && in_ranges(name_continue_ranges, name_continue_ranges_count, point));
}

size_t name_length(const char *text) {
    size_t size = strlen(text), length = 0;
    while (length < size) {
        uint32_t point = 0;
        size_t step = utf8_decode(text + length, size - length, &point);
        if (step == 0 || !(length == 0 ? is_start(point) : is_continue(point))) {
            break;
        }
        length += step;
    }
    return length;
}

static bool is_among(const char *const *words, const char *text, size_t size) {
    for (; *words != NULL; words++) {
        if (strlen(*words) == size && memcmp(*words, text, size) == 0) {
            return true;
        }
    }
    return false;
}

const char *const name_keywords[] = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield",    NULL};

const char *const name_reserved[] = {"gc", "sys", "weakref", NULL};

const char *const name_assignable[] = {"__del__",    "__dict__", "__doc__",      "__defaults__",
                                       "__module__", "__name__", "__qualname__", NULL};

const char *const name_special_slots[] = {"__dict__", "__weakref__", NULL};

bool name_is_keyword(const char *text, size_t size) {
    return is_among(name_keywords, text, size);
}

bool name_is_reserved(const char *text, size_t size) {
    return is_among(name_reserved, text, size);
}

static bool is_rewritten(uint32_t point, bool at_start) {
    return point >= 0x80 &&
           (in_ranges(rewritten_start_ranges, rewritten_start_ranges_count, point) ||
            (!at_start &&
             in_ranges(rewritten_continue_ranges, rewritten_continue_ranges_count, point)));
}

// Whether the text is an identifier of Python's, maybe one that Python rewrites.
static bool is_identifier_of_python(const char *text, size_t size) {
    size_t length = 0;
    while (length < size) {
        uint32_t point = 0;
        size_t step = utf8_decode(text + length, size - length, &point);
        bool taken = length == 0 ? is_start(point) : is_continue(point);
        if (step == 0 || (!taken && !is_rewritten(point, length == 0))) {
            return false;
        }
        length += step;
    }
    return size > 0;
}

static ApiCode refuse(Problem *problem, const Place *place, const char *text, const char *why) {
    problem_argument(problem, "name", text);
    return problem_set(problem, API_BAD_NAME, place, "'%s' cannot be a name: %s.",
                       problem_quote(text).text, why);
}

static bool is_special(const char *text) {
    size_t size = strlen(text);
    return size > 4 && memcmp(text, "__", 2) == 0 && memcmp(text + size - 2, "__", 2) == 0;
}

ApiCode assignable_check(const char *text, const Place *place, Problem *problem) {
    return is_among(name_assignable, text, strlen(text)) ? API_OK
                                                         : attribute_check(text, place, problem);
}

ApiCode attribute_check(const char *text, const Place *place, Problem *problem) {
    size_t size = strlen(text);
    if (size > NAME_MAX_BYTES) {
        problem_argument(problem, "name", text);
        return problem_limit(problem, LIMIT_NAME, place,
                             "'%s' cannot be a name: a name has %d bytes at most.",
                             problem_quote(text).text, NAME_MAX_BYTES);
    }
    if (size == 0 || name_length(text) != size) {
        return refuse(problem, place, text,
                      is_identifier_of_python(text, size)
                          ? "Python would read it as its NFKC form, and only characters that NFKC "
                            "leaves alone are taken here"
                          : "Python would not read it as an identifier");
    }
    if (name_is_keyword(text, size)) {
        return refuse(problem, place, text, "it is a keyword of Python");
    }
    if (is_special(text)) {
        return refuse(problem, place, text, "names like this one belong to Python itself");
    }
    return API_OK;
}

ApiCode name_check(const char *text, const Place *place, Problem *problem) {
    if (name_is_reserved(text, strlen(text))) {
        return refuse(problem, place, text, "it is the module that the session's Python uses");
    }
    return attribute_check(text, place, problem);
}

BindingName binding_name(const char *text) {
    size_t size = strlen(module_prefix);
    if (strncmp(text, module_prefix, size) == 0) {
        return (BindingName){.in_module = true, .name = text + size};
    }
    return (BindingName){.name = text};
}

ApiCode binding_name_check(const char *text, const Place *place, Problem *problem) {
    return name_check(binding_name(text).name, place, problem);
}

uint32_t binding_frame(const Heap *heap, BindingName name) {
    return name.in_module ? HEAP_MODULE_FRAME : heap_current_frame(heap);
}
