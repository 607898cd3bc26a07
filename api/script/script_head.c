// What stands in front of the operations.
#include "api/script/script_head.h"

#include "api/script/script_names.h"

#include <string.h>

enum { DEEP_FRAMES = 200 };  // More than these need a higher limit than Python begins with.

static void write_comments(TextBuffer *text, const ApiSession *session, const ScriptFacts *facts) {
    const HeapProfileInfo *info = heap_profile_info(session->heap);
    text_add_format(text, "# A session of Sandheap, %zu operations, as a script for CPython %s.\n",
                    session->log.count, info->python);
    text_add_format(text, "# Profile %s: ", info->name);
    text_add_string(text, info->summary);
    text_add_format(text, "\n# Thresholds of the collector at the beginning: %u, %u, %u.\n",
                    info->thresholds[0], info->thresholds[1], info->thresholds[2]);
    text_add_string(text,
                    "# What is the interpreter's own differs: addresses, when collections start by "
                    "themselves,\n# what the profile changes, and that the constants of a script "
                    "live as long as it does.\n# With PYTHONHASHSEED=0 sets of str have the order "
                    "of the session.\n");
    if (facts->silent > 0) {
        text_add_format(text,
                        "# Operations without Python text: %zu. What depends on them may "
                        "not run.\n",
                        facts->silent);
    }
}

static void write_imports(TextBuffer *text, const ScriptFacts *facts) {
    static const char *const modules[] = {"gc", "sys", "weakref"};
    bool is_deep = facts->deepest > DEEP_FRAMES;
    const char *before = "import ";
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
        if (script_uses_module(facts->statements, modules[i]) ||
            (is_deep && strcmp(modules[i], "sys") == 0)) {
            text_add_string(text, before);
            text_add_string(text, modules[i]);
            before = ", ";
        }
    }
    text_add_string(text, *before == ',' ? "\n\n" : "");
    text_add_string(text, is_deep ? "sys.setrecursionlimit(10000)\n\n" : "");
}

// What lets a function run the frame that was entered by hand when it is called next. The names of
// the builtins are kept from the session's own.
static void write_helpers(TextBuffer *text, const char *prefix) {
    static const char *const pieces[] = {
        "",
        "entered_codes = []\n\n\ndef ",
        "enter(function, frame, getattr=getattr):\n"
        "    # The next call of `function` runs what was done in its frame by hand.\n"
        "    function = getattr(function, '__func__', function)\n    ",
        "entered_codes.append((function, function.__code__))\n"
        "    function.__code__ = frame.__code__\n\n\ndef ",
        "entered():\n    function, code = ",
        "entered_codes.pop()\n"
        "    function.__code__ = code\n\n\n",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        text_add_string(text, pieces[i]);
        text_add_string(text, i + 1 < sizeof pieces / sizeof *pieces ? prefix : "");
    }
}

void script_head_write(TextBuffer *text, const ApiSession *session, const ScriptFacts *facts) {
    write_comments(text, session, facts);
    text_add_string(text, "\n");
    write_imports(text, facts);
    if (facts->has_frames) {
        write_helpers(text, facts->prefix);
    }
}
