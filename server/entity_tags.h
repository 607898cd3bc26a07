// Entity tags: the states of a session as HTTP names them.
//
// The tag of a session's answer is its seq, "12"; in another form than JSON the form is named too,
// "12-text", because equal tags promise equal bytes.
#pragma once

#include "server/reply.h"
#include "server/request.h"

// What If-Match lists, all fields of that name together: any form's tag names the state. A weak tag
// names none, and nor does one that is not of this server. The code is API_BAD_REQUEST when it is no
// list of entity tags.
Refusal entity_tags_expected(const Request *request, ApiStates *out_states);

// What If-None-Match lists, as far as it is of the form that the answer will have; weak tags too.
Refusal entity_tags_known(const Request *request, ApiFormat format, ApiStates *out_states);

void entity_tag_add(Reply *reply, uint64_t seq, ApiFormat format);
