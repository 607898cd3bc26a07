#include "api/script/script.h"

#include "api/script/script_head.h"
#include "api/script/script_names.h"
#include "api/text/json_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMMENT_BYTES = 200,
    PREFIX_SIZE = 16,
};

// A frame that is entered by hand, or the module, which is the first.
typedef struct {
    uint64_t number;       // Of the frames that the script has; 0: the module.
    const LogEntry *call;  // NULL for the module.
    TextBuffer plain;      // Its statements.
    TextBuffer apart;      // The same, with the module's names told apart; of the module none.
    TextBuffer bound, module_names;
    bool is_mute;  // The call has no Python, so what is done in the frame has none either.
} Frame;

typedef struct {
    TextBuffer *out;  // The module's statements so far.
    Frame *frames;    // Those that run, the module first; owned.
    size_t depth;     // How many.
    size_t deepest;
    size_t capacity;
    TextBuffer defs;   // Of the frames that have been left since the module's last statement.
    uint64_t entered;  // Frames so far.
    size_t silent;     // Operations without Python.
    char prefix[PREFIX_SIZE];  // Of the script's own names.
    bool failed;
} Script;

// ---------------------------------------------------------------- statements

static void add_indent(TextBuffer *text, size_t levels) {
    for (; levels > 0; levels--) {
        text_add_string(text, "    ");
    }
}

// A statement with its lines.
static void add_lines(TextBuffer *text, const char *lines, size_t levels) {
    while (*lines != '\0') {
        size_t size = strcspn(lines, "\n");
        add_indent(text, levels);
        text_add(text, lines, size);
        text_add_string(text, "\n");
        lines += size + (lines[size] == '\n');
    }
}

static Frame *top(Script *script) {
    return &script->frames[script->depth - 1];
}

static void add_statement(Script *script, const char *plain, const char *apart) {
    Frame *frame = top(script);
    add_lines(&frame->plain, plain, 0);
    if (frame->call == NULL) {
        return;
    }
    add_lines(&frame->apart, apart != NULL ? apart : plain, 0);
    script_names_bound(&frame->bound, plain);
    if (apart != NULL) {
        script_names_of_module(&frame->module_names, apart);
    }
}

// Why there is no statement here. JSON has its line breaks escaped.
static void add_comment(Script *script, const LogEntry *entry, size_t seq) {
    TextBuffer text = {0};
    script->silent++;
    bool is_long = entry->operation_size > COMMENT_BYTES;
    text_add_format(&text, "# %zu: ", seq);
    text_add(&text, entry->operation, is_long ? COMMENT_BYTES : entry->operation_size);
    if (!text.failed) {
        text_trim_utf8(text.text);
        text_cut(&text, strlen(text.text));
    }
    text_add_string(&text, is_long ? "..." : "");
    text_add_string(&text, entry->python == NULL
                               ? ": no Python text, since no name leads there or a name is taken"
                               : ": no Python text, since the call of its frame has none");
    script->failed = script->failed || text.failed;
    add_statement(script, text.failed ? "" : text.text, NULL);
    text_discard(&text);
}

// ---------------------------------------------------------------- frames

static bool push(Script *script, const LogEntry *call) {
    if (script->depth == script->capacity) {
        size_t capacity = script->capacity == 0 ? 8 : 2 * script->capacity;
        Frame *frames = realloc(script->frames, capacity * sizeof *frames);
        if (frames == NULL) {
            script->failed = true;
            return false;
        }
        script->frames = frames;
        script->capacity = capacity;
    }
    script->frames[script->depth++] = (Frame){.call = call};
    script->deepest = script->depth > script->deepest ? script->depth : script->deepest;
    return true;
}

static void frame_discard(Frame *frame) {
    text_discard(&frame->plain);
    text_discard(&frame->apart);
    text_discard(&frame->bound);
    text_discard(&frame->module_names);
}

// "(None, None)" for two names; nothing for none.
static void add_nones(TextBuffer *text, const char *names) {
    if (names[0] == '\0') {
        return;
    }
    text_add_string(text, "(None");
    for (const char *at = strchr(names, ','); at != NULL; at = strchr(at + 1, ',')) {
        text_add_string(text, ", None");
    }
    text_add_string(text, ")");
}

// "_enter(f, _frame_1)" and the call itself.
static char *entering_text(Script *script, const LogEntry *entry, const char *call) {
    TextBuffer text = {0};
    text_add_string(&text, script->prefix);
    text_add_string(&text, "enter(");
    text_add(&text, call, script_callee_size(call));
    text_add_string(&text, ", ");
    text_add_string(&text, script->prefix);
    text_add_format(&text, "frame_%llu", (unsigned long long)script->entered);
    add_nones(&text, log_entry_entered(entry)->captured);
    text_add_string(&text, ")\n");
    text_add_string(&text, call);
    return text_take(&text, NULL);
}

static void enter(Script *script, const LogEntry *entry, size_t seq) {
    bool is_mute = top(script)->is_mute || entry->python == NULL;
    if (is_mute) {
        add_comment(script, entry, seq);
    } else {
        script->entered++;
        char *plain = entering_text(script, entry, entry->python);
        const char *call = log_entry_apart(entry);
        char *apart = call != NULL ? entering_text(script, entry, call) : NULL;
        script->failed = script->failed || plain == NULL || (call != NULL && apart == NULL);
        add_statement(script, plain != NULL ? plain : "", apart);
        free(plain);
        free(apart);
    }
    if (push(script, entry)) {
        top(script)->number = script->entered;
        top(script)->is_mute = is_mute;
    }
}

static void add_head(Script *script, const Frame *frame, size_t levels, bool is_inner) {
    const FrameNotes *entered = log_entry_entered(frame->call);
    TextBuffer *text = &script->defs;
    add_indent(text, levels);
    text_add_string(text, "def ");
    text_add_string(text, script->prefix);
    text_add_format(text, "frame_%llu(", (unsigned long long)frame->number);
    text_add_string(text, is_inner ? entered->params : entered->captured);
    text_add_string(text, "):");
    if (is_inner) {
        text_add_string(text, "  # ");
        text_add_string(text, entered->qualname);
        text_add_string(text, ", entered by hand");
    }
    text_add_string(text, "\n");
}

// A line for a list of names: before them and behind them. No line without names.
static void add_names_line(Script *script, const char *before, const char *names,
                           const char *behind, size_t levels) {
    if (names[0] != '\0') {
        add_indent(&script->defs, levels);
        text_add_string(&script->defs, before);
        text_add_string(&script->defs, names);
        text_add_string(&script->defs, behind);
        text_add_string(&script->defs, "\n");
    }
}

// What the function captures belongs, for the compiler, to a function around the frame's; at run
// time the call finds the cells of the function that is called.
static void add_def(Script *script, Frame *frame) {
    const FrameNotes *entered = log_entry_entered(frame->call);
    bool captures = entered->captured[0] != '\0';
    bool meets = script_names_meet(&frame->bound, &frame->module_names);
    const TextBuffer *body = meets ? &frame->apart : &frame->plain;
    size_t levels = captures ? 1 : 0;
    text_add_string(&script->defs, "\n\n");
    if (captures) {
        add_head(script, frame, 0, false);
    }
    add_head(script, frame, levels, true);
    add_names_line(script, "nonlocal ", entered->captured, "", levels + 1);
    add_names_line(script, "if 0: (", entered->cells, ",) = ()", levels + 1);
    add_indent(&script->defs, levels + 1);
    text_add_string(&script->defs, script->prefix);
    text_add_string(&script->defs, "entered()\n");
    add_lines(&script->defs, body->text != NULL ? body->text : "", levels + 1);
    if (captures) {
        add_indent(&script->defs, 1);
        text_add_string(&script->defs, "return ");
        text_add_string(&script->defs, script->prefix);
        text_add_format(&script->defs, "frame_%llu\n", (unsigned long long)frame->number);
    }
    script->failed = script->failed || frame->bound.failed || frame->module_names.failed ||
                     frame->plain.failed || frame->apart.failed;
}

// After: the module's statements so far stand in the script, behind the frames that they enter.
static void flush(Script *script) {
    Frame *module = &script->frames[0];
    text_add(script->out, script->defs.text, script->defs.size);
    text_add_string(script->out, script->defs.size > 0 ? "\n\n" : "");
    text_add(script->out, module->plain.text, module->plain.size);
    script->failed = script->failed || script->defs.failed || module->plain.failed;
    text_cut(&script->defs, 0);
    text_cut(&module->plain, 0);
}

static void leave(Script *script) {
    Frame frame = *top(script);
    script->depth--;
    if (frame.is_mute) {
        add_lines(&top(script)->plain, frame.plain.text != NULL ? frame.plain.text : "", 0);
        add_lines(&top(script)->apart, frame.plain.text != NULL ? frame.plain.text : "", 0);
    } else {
        add_def(script, &frame);
    }
    frame_discard(&frame);
    if (script->depth == 1) {
        flush(script);
    }
}

// ---------------------------------------------------------------- operations

// What a class or function of a frame is called in full, which tells where it was made.
static void add_qualname(Script *script, const LogEntry *entry) {
    static const char *const words[] = {"def ", "class "};
    const FrameNotes *entered = log_entry_entered(top(script)->call);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (strncmp(entry->python, words[i], size) == 0) {
            const char *name = entry->python + size;
            int length = (int)strcspn(name, "(:");
            TextBuffer text = {0};
            text_add(&text, name, (size_t)length);
            text_add_string(&text, ".__qualname__ = '");
            text_add_string(&text, entered->qualname);
            text_add_string(&text, ".<locals>.");
            text_add(&text, name, (size_t)length);
            text_add_string(&text, "'");
            script->failed = script->failed || text.failed;
            add_statement(script, text.failed ? "" : text.text, NULL);
            text_discard(&text);
        }
    }
}

static bool is_return(const LogEntry *entry) {
    JsonPart operation = {entry->operation, entry->operation_size};
    return json_part_is(json_part_member(operation, "op"), "\"return\"");
}

static void add_operation(Script *script, const LogEntry *entry, size_t seq) {
    if (log_entry_entered(entry) != NULL) {
        if (script->depth == 1) {
            flush(script);
        }
        enter(script, entry, seq);
        return;
    }
    if (entry->python == NULL || top(script)->is_mute) {
        add_comment(script, entry, seq);
    } else {
        add_statement(script, entry->python, log_entry_apart(entry));
        if (script->depth > 1) {
            add_qualname(script, entry);
        }
    }
    if (script->depth > 1 && is_return(entry)) {
        leave(script);
    }
}

static size_t size_so_far(const Script *script) {
    size_t size = script->out->size + script->defs.size;
    for (size_t i = 0; i < script->depth; i++) {
        size += script->frames[i].plain.size;
    }
    return size;
}

// Returns how many operations it wrote. Their sizes are summed up anew where they can have grown
// by a tenth, so that it takes little time however many frames there are.
static size_t add_operations(Script *script, const Log *log, size_t enough) {
    size_t at = 0, left = enough;
    for (; at < log->count && !script->failed; at++) {
        const LogEntry *entry = &log->entries[at];
        size_t size = entry->operation_size + (entry->python != NULL ? strlen(entry->python) : 0);
        if (size >= left) {
            size_t now = size_so_far(script);
            left = now < enough ? enough - now : 0;
        }
        if (size >= left) {
            break;
        }
        left -= size;
        add_operation(script, entry, at + 1);
    }
    return at;
}

static void end(Script *script, size_t written, size_t count) {
    if (written < count) {
        char text[128];
        snprintf(text, sizeof text,
                 "# The script ends here, after %zu of %zu operations: a longer one is no answer.",
                 written, count);
        add_statement(script, text, NULL);
    }
    while (script->depth > 1) {
        add_statement(script, "# The history ends inside this frame.", NULL);
        leave(script);
    }
    flush(script);
}

// ---------------------------------------------------------------- the whole

// Names of the script's own that no operation has.
static void choose_prefix(Script *script, const Log *log) {
    char *prefix = script->prefix;
    size_t size = 0;
    for (size_t at = 0; at < log->count && size + 1 < PREFIX_SIZE; at++) {
        char enter[PREFIX_SIZE + 8], frame[PREFIX_SIZE + 8];
        const char *python = log->entries[at].python;
        if (size == 0) {
            prefix[size++] = '_';
        }
        snprintf(enter, sizeof enter, "%senter", prefix);
        snprintf(frame, sizeof frame, "%sframe_", prefix);
        if (python != NULL && (strstr(python, enter) != NULL || strstr(python, frame) != NULL)) {
            prefix[size++] = '_';
            at = (size_t)-1;  // From the beginning.
        }
    }
}

void script_write(TextBuffer *text, const ApiSession *session, size_t enough) {
    TextBuffer statements = {0};
    Script script = {.out = &statements};
    choose_prefix(&script, &session->log);
    if (push(&script, NULL)) {
        end(&script, add_operations(&script, &session->log, enough), session->log.count);
    }
    ScriptFacts facts = {
        .statements = statements.text != NULL ? statements.text : "",
        .prefix = script.prefix,
        .deepest = script.deepest,
        .silent = script.silent,
        .has_frames = script.entered > 0,
    };
    script_head_write(text, session, &facts);
    text_add(text, statements.text, statements.size);
    text->failed = text->failed || script.failed || statements.failed;
    for (size_t i = 0; i < script.depth; i++) {
        frame_discard(&script.frames[i]);
    }
    free(script.frames);
    text_discard(&script.defs);
    text_discard(&statements);
}
