// What the routes do. Each answers one request; none knows the HTTP library.
#pragma once

#include "server/routes.h"

void handle_session_call(const Call *call, Reply *reply);
void handle_create_session(const Call *call, Reply *reply);
void handle_end_session(const Call *call, Reply *reply);
void handle_compare(const Call *call, Reply *reply);
void handle_profiles(const Call *call, Reply *reply);
void handle_operations(const Call *call, Reply *reply);
void handle_limits(const Call *call, Reply *reply);
void handle_document(const Call *call, Reply *reply);
void handle_alive(const Call *call, Reply *reply);
void handle_ready(const Call *call, Reply *reply);
void handle_page(const Call *call, Reply *reply);
void handle_options(const Call *call, Reply *reply);
