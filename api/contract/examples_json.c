#include "api/contract/examples_json.h"

#include <stdlib.h>
#include <string.h>

// One after the other; the first opens the object around them.
typedef struct {
    JsonWriter *writer;
    bool any;
} Writing;

static void write_one(Writing *writing, const char *name, const char *value, size_t size) {
    JsonWriter *writer = writing->writer;
    if (!writing->any) {
        json_key(writer, "examples");
        json_begin_object(writer);
    }
    writing->any = true;
    json_key(writer, name);
    json_begin_object(writer);
    json_key(writer, "value");
    json_raw(writer, value, size);
    json_end_object(writer);
}

static void end(Writing *writing) {
    if (writing->any) {
        json_end_object(writing->writer);
    }
}

void examples_write_bodies(const Document *document, ApiCall call) {
    Writing writing = {.writer = document->writer};
    for (const Example *example = examples; example->name != NULL; example++) {
        if (example->call == call && example->body != NULL) {
            write_one(&writing, example->name, example->body, strlen(example->body));
        }
    }
    end(&writing);
}

// ---------------------------------------------------------------- answers

// What is no session's.
static ApiReply ask(const ApiService *service, ApiCall call) {
    switch (call) {
    case API_TOPIC_OPERATIONS: return api_operations();
    case API_TOPIC_LIMITS: return api_limits(service->limits, service->limit_count);
    default: return (ApiReply){.code = API_OK};
    }
}

static bool is_shown(const ApiReply *reply) {
    return reply->code < API_BAD_JSON && reply->body != NULL && reply->size <= EXAMPLE_MAX_BYTES;
}

static void write_shared(Writing *writing, const Document *document, ApiCall call) {
    static const char health[] = "{\"status\":\"ok\"}";
    ApiReply reply = ask(document->service, call);
    if (is_shown(&reply)) {
        write_one(writing, "all", reply.body, reply.size);
    }
    free(reply.body);
    if (call == API_TOPIC_ALIVE || call == API_TOPIC_READY) {
        write_one(writing, "well", health, sizeof health - 1);
    }
}

void examples_write_answers(const Document *document, ApiCall call) {
    Writing writing = {.writer = document->writer};
    for (size_t i = 0; examples[i].name != NULL; i++) {
        const ApiReply *reply = &document->replies.of[i];
        if (examples[i].call == call && examples[i].with_reply && is_shown(reply)) {
            write_one(&writing, examples[i].name, reply->body, reply->size);
        }
    }
    write_shared(&writing, document, call);
    end(&writing);
}
