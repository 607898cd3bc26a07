#include "server/entity_tags.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "server/limits.h"

static const Refusal fine = {API_OK, NULL};

// What stands behind the seq, for each form.
static const char *const suffixes[API_FORMATS] = {
    [API_JSON] = "",
    [API_TEXT] = "-text",
    [API_DOT] = "-dot",
    [API_PYTHON] = "-python",
};

typedef struct {
    const char *opaque;  // Between its quotes.
    size_t size;
    bool is_weak;
} EntityTag;

static Refusal bad(const char *detail) {
    return (Refusal){API_BAD_REQUEST, detail};
}

// --- What a tag names ---

// Digits as this server writes them; returns how many there are, 0 if they are no number.
static size_t read_seq(const EntityTag *tag, uint64_t *out_seq) {
    uint64_t seq = 0;
    size_t size = 0;
    for (; size < tag->size && tag->opaque[size] >= '0' && tag->opaque[size] <= '9'; size++) {
        uint64_t digit = (uint64_t)(tag->opaque[size] - '0');
        if (seq > (UINT64_MAX - digit) / 10) {
            return 0;
        }
        seq = seq * 10 + digit;
    }
    *out_seq = seq;
    return size > 1 && tag->opaque[0] == '0' ? 0 : size;
}

static bool names_state(const EntityTag *tag, uint64_t *out_seq, ApiFormat *out_format) {
    size_t digits = read_seq(tag, out_seq);
    for (int format = 0; digits > 0 && format < API_FORMATS; format++) {
        size_t size = strlen(suffixes[format]);
        if (tag->size == digits + size &&
            memcmp(tag->opaque + digits, suffixes[format], size) == 0) {
            *out_format = (ApiFormat)format;
            return true;
        }
    }
    return false;
}

// --- Reading a list ---

typedef struct {
    bool takes_weak;
    bool takes_all_formats;
    ApiFormat format;
    ApiStates *states;
} Reader;

static Refusal add_tag(const Reader *reader, const EntityTag *tag) {
    uint64_t seq = 0;
    ApiFormat format = API_JSON;
    if ((tag->is_weak && !reader->takes_weak) || !names_state(tag, &seq, &format) ||
        (format != reader->format && !reader->takes_all_formats)) {
        return fine;
    }
    if (reader->states->count == API_MAX_STATES) {
        return limits_refuse(limits_fixed(SERVER_LIMIT_TAGS),
                             "If-Match or If-None-Match lists too many entity tags.");
    }
    reader->states->seqs[reader->states->count++] = seq;
    return fine;
}

// Moves *text behind the tag.
static Refusal read_tag(const char **text, EntityTag *tag) {
    tag->is_weak = strncmp(*text, "W/", 2) == 0;
    *text += tag->is_weak ? 2 : 0;
    if (**text != '"') {
        return bad("An entity tag in If-Match or If-None-Match stands in double quotes: \"12\".");
    }
    tag->opaque = ++*text;
    while ((unsigned char)**text > ' ' && **text != '"' && **text != 0x7f) {
        ++*text;
    }
    tag->size = (size_t)(*text - tag->opaque);
    if (**text != '"') {
        return bad("An entity tag in If-Match or If-None-Match has no second double quote, or a "
                   "space in it.");
    }
    ++*text;
    return fine;
}

static Refusal read_list(const Reader *reader, const char *text) {
    Refusal refusal = fine;
    text += strspn(text, ", \t");
    while (refusal.code == API_OK && *text != '\0') {
        EntityTag tag;
        refusal = read_tag(&text, &tag);
        refusal = refusal.code == API_OK ? add_tag(reader, &tag) : refusal;
        text += strspn(text, " \t");
        if (refusal.code == API_OK && *text != '\0' && *text != ',') {
            refusal = bad("Entity tags in If-Match or If-None-Match are separated by commas.");
        }
        text += strspn(text, ", \t");
    }
    return refusal;
}

// Several fields of a name are one list; `*` stands for all of it, and alone.
static Refusal read_fields(const Reader *reader, const Request *request, const char *name) {
    const Field *first = request_field(request, name);
    bool is_empty = true;
    Refusal refusal = fine;
    *reader->states = (ApiStates){.given = first != NULL};
    if (first == NULL ||
        (strcmp(first->value, "*") == 0 && request_field_count(request, name) == 1)) {
        reader->states->any = first != NULL;
        return fine;
    }
    for (size_t i = 0; refusal.code == API_OK && i < request->field_count; i++) {
        const Field *field = &request->fields[i];
        if (strcasecmp(field->name, name) == 0) {
            is_empty = is_empty && field->value[strspn(field->value, ", \t")] == '\0';
            refusal = read_list(reader, field->value);
        }
    }
    return refusal.code == API_OK && is_empty
               ? bad("If-Match and If-None-Match hold at least one entity tag, or *.")
               : refusal;
}

Refusal entity_tags_expected(const Request *request, ApiStates *out_states) {
    Reader reader = {.takes_all_formats = true, .states = out_states};
    return read_fields(&reader, request, "If-Match");
}

Refusal entity_tags_known(const Request *request, ApiFormat format, ApiStates *out_states) {
    Reader reader = {.takes_weak = true, .format = format, .states = out_states};
    return read_fields(&reader, request, "If-None-Match");
}

// --- Writing ---

void entity_tag_add(Reply *reply, uint64_t seq, ApiFormat format) {
    reply_add_text(reply, "ETag", "\"%" PRIu64 "%s\"", seq, suffixes[format]);
}
