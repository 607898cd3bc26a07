#include "tests/server/client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests/support/server_process.h"
#include "tests/support/test.h"

enum { URL_SIZE = 8 * 1024, TIMEOUT_SECONDS = 60, VALUE_SIZE = 512 };

static size_t append(char *text, size_t *used, size_t size, const char *bytes, size_t count) {
    size_t room = size - 1 - *used;
    size_t taken = count < room ? count : room;
    memcpy(text + *used, bytes, taken);
    *used += taken;
    text[*used] = '\0';
    return count;
}

static size_t take_body(char *bytes, size_t one, size_t count, void *closure) {
    Answer *answer = closure;
    return append(answer->body, &answer->body_size, sizeof answer->body, bytes, one * count);
}

static size_t take_head(char *bytes, size_t one, size_t count, void *closure) {
    Answer *answer = closure;
    return append(answer->head, &answer->head_size, sizeof answer->head, bytes, one * count);
}

static void set_body(CURL *curl, const Question *question) {
    const char *method = question->method != NULL ? question->method : "GET";
    if (question->body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(question->body));
    }
    if (strcmp(method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    }
}

static struct curl_slist *set_headers(CURL *curl, const Question *question) {
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    if (question->body != NULL && question->body[0] != '\0') {
        headers = curl_slist_append(headers, "Content-Type: application/json");
    } else if (question->body != NULL) {
        headers = curl_slist_append(headers, "Content-Type:");
    }
    if (question->header != NULL) {
        headers = curl_slist_append(headers, question->header);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    return headers;
}

void client_ask(const Question *question, Answer *answer) {
    char url[URL_SIZE];
    CURL *curl = curl_easy_init();
    answer->status = 0;
    answer->body_size = answer->head_size = 0;
    answer->body[0] = answer->head[0] = '\0';
    snprintf(url, sizeof url, "%s%s", question->url, question->path);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
    set_body(curl, question);
    struct curl_slist *headers = set_headers(curl, question);
    if (curl_easy_perform(curl) == CURLE_OK) {
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}

long client_status(const char *url, const char *method, const char *path, const char *body) {
    Answer answer;
    client_ask(&(Question){.url = url, .method = method, .path = path, .body = body}, &answer);
    return answer.status;
}

void client_header(const Answer *answer, const char *name, char *value, size_t size) {
    size_t name_size = strlen(name);
    value[0] = '\0';
    for (const char *line = answer->head; line != NULL && *line != '\0';) {
        if (strncasecmp(line, name, name_size) == 0 && line[name_size] == ':') {
            const char *text = line + name_size + 1 + strspn(line + name_size + 1, " ");
            snprintf(value, size, "%.*s", (int)strcspn(text, "\r\n"), text);
            return;
        }
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
}

void client_make_session(const char *url, char *path, size_t size) {
    Answer answer;
    client_ask(&(Question){.url = url, .method = "POST", .path = "/v1/sessions", .body = ""},
               &answer);
    client_header(&answer, "Location", path, size);
}

void client_check_header(const Answer *answer, const char *name, const char *expected) {
    char value[VALUE_SIZE];
    client_header(answer, name, value, sizeof value);
    CHECK_STR(expected, value);
}

void client_run(const ServerTest *tests, size_t count) {
    ServerProcess server;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CHECK(server_process_start(&server, NULL));
    for (size_t i = 0; i < count; i++) {
        printf("%s\n", tests[i].name);
        tests[i].test(server.url);
    }
    CHECK_INT(0, server_process_stop(&server));
    curl_global_cleanup();
}
