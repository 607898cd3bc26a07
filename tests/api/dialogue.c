#include "tests/api/dialogue_replay.h"
#include "tests/api/pattern.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHERE_SIZE = 512 };

// What is expected of the last answer: of the lines about it the last that counts in this version.
typedef struct {
    char *text;  // NULL: nothing, or it has been compared.
    int line;
    int version;  // Of the last line about it, whether it counts or not: they rise.
} Expectation;

typedef struct {
    const Replay *replay;
    int version;  // 12 in cpython-3.12.
    int line;
    const DialoguePartner *partner;
    DialogueAnswer answer;  // The last one.
    bool has_answer;
    bool has_session;
    Expectation expected;
} Dialogue;

static bool complain(const Dialogue *dialogue, const char *what, const char *text) {
    const Replay *replay = dialogue->replay;
    printf("%s:%d: %s%s%s%s%s\n", replay->file, dialogue->line,
           replay->profile != NULL ? "in " : "", replay->profile != NULL ? replay->profile : "",
           replay->profile != NULL ? ": " : "", what, text);
    return false;
}

static void forget_answer(Dialogue *dialogue) {
    free(dialogue->answer.body);
    dialogue->answer = (DialogueAnswer){.body = NULL};
    dialogue->has_answer = false;
}

// ---------------------------------------------------------------- asking

static bool ask(Dialogue *dialogue, const DialogueRequest *request) {
    const DialoguePartner *partner = dialogue->partner;
    forget_answer(dialogue);
    partner->ask(partner->context, request, &dialogue->answer);
    dialogue->has_answer = true;
    bool changes = strcmp(request->method, "GET") != 0 && request->path[0] != '/';
    if (changes && partner->check != NULL) {
        return partner->check(partner->context, dialogue->answer.body) ||
               complain(dialogue, "the check after this request failed", "");
    }
    return true;
}

// Every dialogue talks with a session; most do not care about its options.
static bool ensure_session(Dialogue *dialogue) {
    if (dialogue->has_session) {
        return true;
    }
    dialogue->has_session = true;
    return ask(dialogue, &(DialogueRequest){"POST", "sessions", "", "{}"});
}

// "METHOD PATH?QUERY BODY", cut into its pieces in place.
static bool send_request(Dialogue *dialogue, char *text) {
    char *path = text + strcspn(text, " ");
    if (*path == ' ') {
        *path++ = '\0';
    }
    char *body = strchr(path, ' ');
    if (body != NULL) {
        *body++ = '\0';
    }
    char *query = strchr(path, '?');
    if (query != NULL) {
        *query++ = '\0';
    }
    bool creates = strcmp(path, "sessions") == 0;
    dialogue->has_session = dialogue->has_session || creates;
    return ensure_session(dialogue) &&
           ask(dialogue, &(DialogueRequest){text, path, query != NULL ? query : "", body});
}

static bool send_line(Dialogue *dialogue, char *text) {
    if (*text != '{') {
        return send_request(dialogue, text);
    }
    return ensure_session(dialogue) && ask(dialogue, &(DialogueRequest){"POST", "ops", "", text});
}

// ---------------------------------------------------------------- expecting

static bool compare_body(const Dialogue *dialogue, const char *text) {
    char where[WHERE_SIZE];
    cJSON *pattern = cJSON_Parse(text);
    cJSON *value = cJSON_Parse(dialogue->answer.body != NULL ? dialogue->answer.body : "null");
    bool fits =
        pattern != NULL && value != NULL && pattern_matches(pattern, value, where, sizeof where);
    if (pattern == NULL || value == NULL) {
        complain(dialogue, pattern == NULL ? "not a pattern: " : "not JSON: ", text);
    } else if (!fits) {
        complain(dialogue, "expected otherwise at ", where);
    }
    cJSON_Delete(pattern);
    cJSON_Delete(value);
    return fits;
}

// An optional code, then the pattern.
static bool compare_answer(const Dialogue *dialogue, char *text) {
    const char *code = "ok";
    if (*text != '{') {
        code = text;
        text = strchr(text, ' ');
        if (text == NULL) {
            return complain(dialogue, "not an expectation: ", code);
        }
        *text++ = '\0';
    }
    bool fits = strcmp(code, dialogue->answer.code) == 0;
    if (!fits) {
        complain(dialogue, "expected the code ", code);
    }
    fits = fits && compare_body(dialogue, text);
    if (!fits) {
        printf("  the answer is %s %s\n", dialogue->answer.code,
               dialogue->answer.body != NULL ? dialogue->answer.body : "(nothing)");
    }
    return fits;
}

// Compares the last answer with what is expected of it, now that all lines about it are read.
static bool settle(Dialogue *dialogue) {
    char *text = dialogue->expected.text;
    int line = dialogue->line;
    if (text == NULL) {
        return true;
    }
    dialogue->expected.text = NULL;
    dialogue->line = dialogue->expected.line;
    bool fits = compare_answer(dialogue, text);
    dialogue->line = line;
    return fits;
}

static bool expect(Dialogue *dialogue, char *text) {
    if (!settle(dialogue)) {
        return false;
    }
    if (!dialogue->has_answer) {
        return complain(dialogue, "nothing was asked", "");
    }
    dialogue->expected = (Expectation){.text = text, .line = dialogue->line};
    return true;
}

// The same from a version on.
static bool expect_from(Dialogue *dialogue, int version, char *text) {
    Expectation *expected = &dialogue->expected;
    if (dialogue->replay->profile == NULL) {
        return complain(dialogue, "its session is not one of every CPython: ", text);
    }
    if (expected->text == NULL || version <= expected->version) {
        return complain(dialogue, "an answer and those of later versions rise: ", text);
    }
    expected->version = version;
    if (version <= dialogue->version) {
        expected->text = text;
        expected->line = dialogue->line;
    }
    return true;
}

// ---------------------------------------------------------------- lines

// The line at *at, with those that continue it, in place; *at moves behind it.
static char *next_line(char **at, int *line) {
    char *start = *at, *end = start;
    (*line)++;
    while ((end = strchr(end, '\n')) != NULL && end[1] == ' ') {
        *end = ' ';
        (*line)++;
    }
    if (end == NULL) {
        *at = start + strlen(start);
    } else {
        *end = '\0';
        *at = end + 1;
    }
    return start;
}

// The number behind "3." at the beginning of a text, and where the rest begins; 0 without one.
static int read_version(const char *text, char **out_rest) {
    static const char major[] = "3.";
    size_t size = sizeof major - 1;
    return strncmp(text, major, size) == 0 ? (int)strtol(text + size, out_rest, 10) : 0;
}

static bool run_line(Dialogue *dialogue, char *text) {
    char *rest = text;
    if (*text == '\0' || *text == '#') {
        return true;
    }
    if (strncmp(text, "> ", 2) == 0) {
        return settle(dialogue) && send_line(dialogue, text + 2);
    }
    if (strncmp(text, "< ", 2) == 0) {
        return expect(dialogue, text + 2);
    }
    int version = *text == '<' ? read_version(text + 1, &rest) : 0;
    if (version > 0 && *rest == ' ') {
        return expect_from(dialogue, version, rest + 1);
    }
    return complain(dialogue, "a line is > or < or # or empty: ", text);
}

bool dialogue_replay(const Replay *replay, char *text, const DialoguePartner *partner) {
    Dialogue dialogue = {.replay = replay, .partner = partner};
    char *text_end;
    if (replay->profile != NULL) {
        dialogue.version = read_version(replay->profile + strlen("cpython-"), &text_end);
    }
    bool fits = true;
    for (char *at = text; fits && *at != '\0';) {
        fits = run_line(&dialogue, next_line(&at, &dialogue.line));
    }
    fits = fits && settle(&dialogue);
    forget_answer(&dialogue);
    return fits;
}
