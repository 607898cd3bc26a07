#include "server/accept.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { FULL_WEIGHT = 1000 };

// The range that decides for a format: how specific it is, 0 if none fits, and its weight.
typedef struct {
    int fit;
    unsigned weight;
} Acceptance;

// How well a media range of `size` bytes fits the type: 0 not at all, 3 exactly.
static int fit(const char *range, size_t size, const char *type) {
    size_t family = strcspn(type, "/") + 1;
    if (size == strlen(type) && strncasecmp(range, type, size) == 0) {
        return 3;
    }
    if (size == family + 1 && strncasecmp(range, type, family) == 0 && range[family] == '*') {
        return 2;
    }
    return size == 3 && memcmp(range, "*/*", 3) == 0 ? 1 : 0;
}

// `0` or `1` with up to three decimals, in thousandths; what is none of these excludes nothing.
static unsigned read_weight(const char *text) {
    size_t size = strcspn(text, "; \t,");
    bool has_form = size > 0 && size <= strlen("0.000") && (text[0] == '0' || text[0] == '1') &&
                    (size == 1 || text[1] == '.');
    unsigned weight = text[0] == '1' ? FULL_WEIGHT : 0, place = FULL_WEIGHT / 10;
    for (size_t i = 2; has_form && i < size; i++, place /= 10) {
        has_form = text[i] >= '0' && text[i] <= '9';
        weight += (unsigned)(text[i] - '0') * place;
    }
    return has_form && weight <= FULL_WEIGHT ? weight : FULL_WEIGHT;
}

// The weight among the parameters of a media range.
static unsigned weight_of(const char *parameters, size_t size) {
    for (size_t i = 0; i + 2 < size; i++) {
        bool begins = i == 0 || strchr("; \t", parameters[i - 1]) != NULL;
        if (begins && (parameters[i] | 0x20) == 'q' && parameters[i + 1] == '=') {
            return read_weight(parameters + i + 2);
        }
    }
    return FULL_WEIGHT;
}

// The most specific range that fits decides, wherever it stands.
static void weigh_ranges(const char *value, const char *type, Acceptance *best) {
    while (*value != '\0') {
        value += strspn(value, ", \t");
        size_t size = strcspn(value, ",");
        size_t range = strcspn(value, ",; \t");
        int this_fit = fit(value, range, type);
        if (this_fit > best->fit) {
            *best = (Acceptance){this_fit, weight_of(value + range, size - range)};
        }
        value += size;
    }
}

static unsigned weigh(const Request *request, ApiFormat format) {
    Acceptance best = {0, 0};
    if (request_field(request, "Accept") == NULL) {
        return FULL_WEIGHT;
    }
    for (size_t i = 0; i < request->field_count; i++) {
        if (strcasecmp(request->fields[i].name, "Accept") == 0) {
            weigh_ranges(request->fields[i].value, api_format_type(format), &best);
        }
    }
    return best.weight;
}

static bool is_offered(unsigned formats, int format) {
    return (formats >> format & 1) != 0;
}

bool accept_matters(unsigned formats) {
    return (formats & (formats - 1)) != 0;
}

static void name_formats(unsigned formats, char sentence[static ACCEPT_SENTENCE_SIZE]) {
    int size = snprintf(sentence, ACCEPT_SENTENCE_SIZE, "The answer is");
    for (int format = 0; format < API_FORMATS; format++) {
        if (is_offered(formats, format)) {
            const char *comma = format == API_JSON ? "" : " or";
            size += snprintf(sentence + size, ACCEPT_SENTENCE_SIZE - (size_t)size, "%s %s", comma,
                             api_format_type((ApiFormat)format));
        }
    }
    snprintf(sentence + size, ACCEPT_SENTENCE_SIZE - (size_t)size,
             ", which the Accept field excludes.");
}

Refusal accept_choose(const Request *request, unsigned formats,
                      char sentence[static ACCEPT_SENTENCE_SIZE], ApiFormat *out_format) {
    unsigned best = 0;
    for (int format = 0; format < API_FORMATS; format++) {
        unsigned weight = is_offered(formats, format) ? weigh(request, (ApiFormat)format) : 0;
        if (weight > best) {
            best = weight;
            *out_format = (ApiFormat)format;
        }
    }
    if (best == 0) {
        name_formats(formats, sentence);
        return (Refusal){API_NOT_ACCEPTABLE, sentence};
    }
    return (Refusal){API_OK, NULL};
}
