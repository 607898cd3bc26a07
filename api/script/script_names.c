#include "api/script/script_names.h"

#include "api/operations/name_list.h"

#include <string.h>

static bool is_name_byte(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_' || ((unsigned char)byte & 0x80) != 0;
}

static size_t name_size(const char *text) {
    size_t size = 0;
    while (is_name_byte(text[size])) {
        size++;
    }
    return size;
}

static void add_name(TextBuffer *names, const char *text, size_t size) {
    text_add(names, text, size);
    text_add(names, "", 1);
}

// "a, b": the names of a list, as far as they are plain; it ends with the line.
static void add_list(TextBuffer *names, const char *text) {
    const char *end = text + strcspn(text, "\n");
    while (text < end) {
        size_t size = name_size(text);
        bool is_plain = text + size == end || text[size] == ',';
        if (size > 0 && is_plain) {
            add_name(names, text, size);
        }
        const char *comma = strstr(text, ", ");
        text = comma != NULL && comma < end ? comma + 2 : end;
    }
}

// The text behind the word that a line begins with; NULL if it begins otherwise.
static const char *behind(const char *line, const char *word) {
    size_t size = strlen(word);
    return strncmp(line, word, size) == 0 ? line + size : NULL;
}

static void add_bound_of_line(TextBuffer *names, const char *line) {
    static const char *const words[] = {"def ", "class ", "for "};
    const char *list = behind(line, "del ");
    if (list != NULL) {
        add_list(names, list);
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *name = behind(line, words[i]);
        if (name != NULL) {
            add_name(names, name, name_size(name));
            return;
        }
    }
    size_t size = name_size(line);
    if (size > 0 && strncmp(line + size, " = ", 3) == 0) {
        add_name(names, line, size);
    }
}

// Strings have no line breaks in them: a line is a line.
static const char *next_line(const char *text) {
    const char *end = strchr(text, '\n');
    return end != NULL ? end + 1 : NULL;
}

void script_names_bound(TextBuffer *names, const char *text) {
    for (const char *line = text; line != NULL; line = next_line(line)) {
        add_bound_of_line(names, line + strspn(line, " "));
    }
}

void script_names_of_module(TextBuffer *names, const char *text) {
    static const char *const words[] = {"globals()['", "__builtins__."};
    const char *line = text;
    do {
        const char *list = behind(line + strspn(line, " "), "global ");
        if (list != NULL) {
            add_list(names, list);
        }
        line = next_line(line);
    } while (line != NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (const char *at = strstr(text, words[i]); at != NULL; at = strstr(at, words[i])) {
            at += strlen(words[i]);
            add_name(names, at, name_size(at));
        }
    }
}

// The names behind each other as a sorted list.
static bool list_names(NameList *list, const TextBuffer *names) {
    bool listed = true;
    for (size_t at = 0; listed && at < names->size; at += strlen(names->text + at) + 1) {
        listed = name_list_add(list, names->text + at);
    }
    name_list_sort(list);
    return listed;
}

bool script_names_meet(TextBuffer *names, const TextBuffer *others) {
    NameList list = {0};
    bool meet = false;
    names->failed = !list_names(&list, names) || names->failed;
    for (size_t at = 0; !meet && at < others->size; at += strlen(others->text + at) + 1) {
        meet = name_list_find(&list, others->text + at) != NULL;
    }
    name_list_discard(&list);
    return meet;
}

// Behind the string that begins with its quote.
static const char *skip_string(const char *text) {
    char quote = *text;
    for (text++; *text != '\0' && *text != quote; text++) {
        text += *text == '\\' && text[1] != '\0';
    }
    return *text != '\0' ? text + 1 : text;
}

static const char *skip_brackets(const char *text) {
    size_t depth = 0;
    do {
        if (*text == '\'' || *text == '"') {
            text = skip_string(text);
            continue;
        }
        depth += *text == '[' || *text == '(';
        depth -= *text == ']' || *text == ')';
        text++;
    } while (depth > 0 && *text != '\0');
    return text;
}

size_t script_callee_size(const char *text) {
    static const char *const globals[] = {"globals()", "__builtins__.globals()"};
    const char *at = text;
    for (size_t i = 0; i < sizeof globals / sizeof *globals; i++) {
        size_t size = strlen(globals[i]);
        at = strncmp(text, globals[i], size) == 0 ? text + size : at;
    }
    while (*at != '(' && *at != '\0') {
        at = *at == '[' ? skip_brackets(at) : at + 1;
    }
    return (size_t)(at - text);
}

bool script_uses_module(const char *text, const char *module) {
    size_t size = strlen(module);
    char before = '\n';
    while (*text != '\0') {
        if (*text == '\'' || *text == '"') {
            text = skip_string(text);
            before = '"';
        } else if (*text == '#') {
            text += strcspn(text, "\n");
        } else if (strncmp(text, module, size) == 0 && text[size] == '.' && !is_name_byte(before) &&
                   before != '.') {
            return true;
        } else {
            before = *text++;
        }
    }
    return false;
}
