// Replays the dialogues of tests/dialogues over HTTP, against a real server: the same files that
// tests/api/dialogues_test.c replays against the layer below. SANDHEAP_URL names a server that runs
// already; else it starts one.
#include "tests/api/dialogue.h"
#include "tests/server/statuses.h"
#include "tests/support/server_process.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { URL_SIZE = 4096, TIMEOUT_SECONDS = 60 };

typedef struct {
    ServerProcess server;
    CURL *curl;
    char session[256];  // "/v1/sessions/0123...", "" before there is one.
} Partner;

typedef struct {
    char *text;
    size_t size;
} Body;

static size_t take_body(char *bytes, size_t one, size_t count, void *closure) {
    Body *body = closure;
    char *text = realloc(body->text, body->size + one * count + 1);
    if (text == NULL) {
        return 0;
    }
    memcpy(text + body->size, bytes, one * count);
    body->text = text;
    body->size += one * count;
    body->text[body->size] = '\0';
    return one * count;
}

// Everything but what stands for itself in a path, percent-encoded.
static void encode_path(const char *path, char *text, size_t size) {
    size_t used = 0;
    for (; *path != '\0' && used + 4 < size; path++) {
        static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789/-._~";
        if (strchr(plain, *path) != NULL) {
            text[used++] = *path;
        } else {
            used += (size_t)snprintf(text + used, size - used, "%%%02X", (unsigned char)*path);
        }
    }
    text[used] = '\0';
}

static bool makes_session(const DialogueRequest *request) {
    return strcmp(request->path, "sessions") == 0;
}

static void make_url(const Partner *partner, const DialogueRequest *request, char *url) {
    char path[URL_SIZE / 2];
    encode_path(request->path, path, sizeof path);
    bool global = makes_session(request) || request->path[0] == '/';
    const char *base = global ? "/v1" : partner->session;
    const char *slash = path[0] == '\0' || path[0] == '/' ? "" : "/";
    const char *mark = request->query[0] != '\0' ? "?" : "";
    snprintf(url, URL_SIZE, "%s%s%s%s%s%s", partner->server.url, base, slash, path, mark,
             request->query);
}

static struct curl_slist *set_request(CURL *curl, const DialogueRequest *request) {
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    bool empty = request->body == NULL;
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    if (!empty || strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0) {
        const char *body = empty ? "" : request->body;
        headers =
            curl_slist_append(headers, empty ? "Content-Type:" : "Content-Type: application/json");
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    return headers;
}

// Returns the status, 0 when there was no answer.
static long exchange(Partner *partner, const DialogueRequest *request, Body *body) {
    char url[URL_SIZE];
    long status = 0;
    make_url(partner, request, url);
    curl_easy_reset(partner->curl);
    curl_easy_setopt(partner->curl, CURLOPT_URL, url);
    curl_easy_setopt(partner->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
    curl_easy_setopt(partner->curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(partner->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(partner->curl, CURLOPT_WRITEDATA, body);
    struct curl_slist *headers = set_request(partner->curl, request);
    if (curl_easy_perform(partner->curl) == CURLE_OK) {
        curl_easy_getinfo(partner->curl, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_slist_free_all(headers);
    return status;
}

static void copy_member(const char *body, const char *name, char *text, size_t size) {
    cJSON *tree = cJSON_Parse(body != NULL ? body : "null");
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(tree, name);
    snprintf(text, size, "%s", cJSON_IsString(member) ? member->valuestring : "");
    cJSON_Delete(tree);
}

static void end_session(Partner *partner) {
    if (partner->session[0] != '\0') {
        Body body = {0};
        exchange(partner, &(DialogueRequest){"DELETE", "", "", NULL}, &body);
        free(body.text);
        partner->session[0] = '\0';
    }
}

// A code that came with another status than its own is none that a dialogue expects.
static void check_status(const DialogueRequest *request, long status, DialogueAnswer *answer) {
    bool is_new = strcmp(answer->code, "ok") == 0 && makes_session(request);
    if (status != statuses_expected(is_new ? "created" : answer->code)) {
        size_t used = strlen(answer->code);
        snprintf(answer->code + used, sizeof answer->code - used, "-with-status-%ld", status);
    }
}

static void ask(void *context, const DialogueRequest *request, DialogueAnswer *answer) {
    Partner *partner = context;
    bool creates = makes_session(request);
    Body body = {0};
    if (creates) {
        end_session(partner);
    }
    long status = exchange(partner, request, &body);
    snprintf(answer->code, sizeof answer->code, "ok");
    if (status < 200 || status > 299) {
        copy_member(body.text, "code", answer->code, sizeof answer->code);
    } else if (creates) {
        char id[128];
        copy_member(body.text, "id", id, sizeof id);
        snprintf(partner->session, sizeof partner->session, "/v1/sessions/%s", id);
    }
    check_status(request, status, answer);
    answer->body = body.text;
}

static bool end(void *context) {
    end_session(context);
    return true;
}

static bool find_server(ServerProcess *server) {
    const char *url = getenv("SANDHEAP_URL");
    if (url == NULL) {
        return server_process_start(server, NULL);
    }
    snprintf(server->url, sizeof server->url, "%s", url);
    return true;
}

// The exit status of a server that was started here.
static int leave_server(ServerProcess *server) {
    return server->pid != 0 ? server_process_stop(server) : 0;
}

int main(int count, char **arguments) {
    Partner partner = {.session = ""};
    if (!find_server(&partner.server)) {
        return 1;
    }
    partner.curl = curl_easy_init();
    DialoguePartner talk = {.context = &partner, .ask = ask, .end = end};
    int failed = dialogues_run(arguments + 1, (size_t)count - 1, &talk);
    curl_easy_cleanup(partner.curl);
    int status = leave_server(&partner.server);
    return failed == 0 && status == 0 ? 0 : 1;
}
