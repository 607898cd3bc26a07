#include "api/text/json_part.h"

#include <string.h>

// Behind the string that begins at `text`.
static const char *skip_string(const char *text) {
    for (text++; *text != '"'; text++) {
        text += *text == '\\';
    }
    return text + 1;
}

// Behind the value that begins at `text`. Most is read here, so a comma inside of something is
// passed like a digit.
static const char *skip_value(const char *text, const char *end) {
    size_t depth = 0;
    while (text < end) {
        switch (*text) {
        case '"': text = skip_string(text); continue;
        case '{':
        case '[': depth++; break;
        case '}':
        case ']':
        case ',':
            if (depth == 0) {
                return text;
            }
            depth -= *text != ',';
            break;
        default: break;
        }
        text++;
    }
    return end;
}

JsonWalk json_walk(JsonPart value) {
    bool has_parts = value.size > 2 && (value.text[0] == '{' || value.text[0] == '[');
    if (!has_parts) {
        return (JsonWalk){0};
    }
    return (JsonWalk){.next = value.text + 1,
                      .end = value.text + value.size - 1,
                      .has_keys = value.text[0] == '{'};
}

bool json_walk_next(JsonWalk *walk, JsonMember *out_member) {
    if (walk->next == walk->end) {
        return false;
    }
    *out_member = (JsonMember){0};
    if (walk->has_keys) {
        const char *behind = skip_string(walk->next);
        out_member->key = (JsonPart){walk->next + 1, (size_t)(behind - walk->next) - 2};
        walk->next = behind + 1;
    }
    const char *behind = skip_value(walk->next, walk->end);
    out_member->value = (JsonPart){walk->next, (size_t)(behind - walk->next)};
    walk->next = behind < walk->end ? behind + 1 : behind;
    return true;
}

bool json_part_is(JsonPart part, const char *text) {
    size_t size = strlen(text);
    return part.size == size && part.text != NULL && memcmp(part.text, text, size) == 0;
}

JsonPart json_part_member(JsonPart object, const char *key) {
    JsonMember member;
    for (JsonWalk walk = json_walk(object); json_walk_next(&walk, &member);) {
        if (json_part_is(member.key, key)) {
            return member.value;
        }
    }
    return (JsonPart){0};
}

bool json_part_begins_with(JsonPart object, const char *key) {
    size_t size = strlen(key);
    return object.size > size + 4 && memcmp(object.text, "{\"", 2) == 0 &&
           memcmp(object.text + 2, key, size) == 0 && object.text[2 + size] == '"';
}

size_t json_part_count(JsonPart value) {
    JsonMember member;
    size_t count = 0;
    for (JsonWalk walk = json_walk(value); json_walk_next(&walk, &member);) {
        count++;
    }
    return count;
}

bool json_part_begins(JsonPart value, char opening, char first) {
    return value.size > 2 && value.text[0] == opening && value.text[1] == first;
}
