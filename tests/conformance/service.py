"""The service as a child process, and a session of it with a mirror of what its replies told."""
import http.client
import json
import re
import subprocess


class Service:
    """The server on a free port, until it is closed."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "--port", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                break
        else:
            raise RuntimeError("the server did not say where it listens")
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def is_there(self):
        return self.process.poll() is None

    def close(self):
        """Ends the server, which must end well."""
        self.connection.close()
        if self.is_there():
            self.process.terminate()
            _, complaints = self.process.communicate(timeout=60)
            if self.process.returncode != 0:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n"
                                   f"{complaints}")

    def request(self, method, path, body=None):
        """The status and the JSON of an answer."""
        try:
            self.connection.request(method, path, None if body is None else json.dumps(body),
                                    {"Content-Type": "application/json"})
            reply = self.connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException) as problem:
            raise ServerGone(self.last_words()) from problem
        return reply.status, json.loads(content) if content else None

    def last_words(self):
        """What the server said of its end; ends one that hangs."""
        try:
            return self.process.communicate(timeout=5)[1]
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "the server does not answer"


class ServerGone(Exception):
    """The server ended, or hangs, in the middle of a program."""


class Session:
    """A session, and a mirror of its graph that is kept only from what replies tell."""

    def __init__(self, service, profile, setup):
        self.service = service
        status, made = service.request("POST", "/v1/sessions", {"profile": profile})
        if status != 201:
            raise RuntimeError(f"no session: {made}")
        self.path = made["url"]
        self.objects = {}
        self.names = {}
        self.frames = [0]
        self.saves_garbage = False
        self.lost_items = set()  # The ids of lists that had more items before.
        self.setup_texts = [self.must(operation) for operation in setup]

    def close(self):
        self.service.request("DELETE", self.path)

    def must(self, operation):
        status, reply = self.run(operation)
        if status != 200:
            raise RuntimeError(f"{operation} was refused: {reply}")
        return reply["python"]

    def run(self, operation):
        """Sends an operation; answers status and reply, and follows what changed."""
        status, reply = self.service.request("POST", self.path + "/ops", operation)
        if status == 200:
            self.follow(reply)
            self.saves_garbage |= operation.get("debug_saveall", False)
        return status, reply

    def visible_names(self):
        """The names with ids, and gc.garbage, which no reply tells, once there can be any."""
        names = dict(self.names)
        if self.saves_garbage:
            names.update((f"gc.garbage[{index}]", identity)
                         for index, identity in enumerate(self.get("gc")["garbage"]))
        return names

    def get(self, what):
        return self.service.request("GET", f"{self.path}/{what}")[1]

    def follow(self, reply):
        if not reply["complete"] or "objects_left_out" in reply or "freed_left_out" in reply:
            self.read_all()
            return
        for event in reply["events"]:
            follow = self.FOLLOWED.get(event["event"])
            if follow:
                follow(self, event)
        for identity in reply["freed"]:
            self.objects.pop(identity, None)
        for each in reply["objects"]:
            self.objects[each["id"]] = each

    def follow_bind(self, event):
        key = f"{self.frames.index(event['frame'])}:{event['name']}"
        if event["to"] is None:
            self.names.pop(key, None)
        else:
            self.names[key] = event["to"]

    def follow_push(self, event):
        self.frames.append(event["frame"])

    def follow_pop(self, event):
        self.frames.remove(event["frame"])

    def follow_death(self, event):
        self.objects.pop(event["object"], None)

    def follow_slot(self, event):
        """What loses a slot and is a list; of what dies or is none it does not matter."""
        if event["to"] is None:
            self.lost_items.add(event["object"])

    FOLLOWED = {"bind": follow_bind, "slot": follow_slot, "frame_push": follow_push, "frame_pop": follow_pop,
                "dealloc": follow_death}

    def read_all(self):
        """Reads the whole graph instead, when a reply could not tell everything."""
        self.lost_items.update(self.objects)
        graph = self.get("graph?limit=10000")
        self.frames = [each["frame"] for each in graph["frames"]]
        self.names = {f"{self.frames.index(each['frame'])}:{each['name']}": each["object"]
                      for each in graph["names"]}
        self.objects = {each["id"]: each for each in graph["nodes"]}

    def differs_from_graph(self):
        """What the mirror has otherwise than the service's own graph; None if nothing."""
        mirrored = dict(self.names), dict(self.objects)
        self.read_all()
        if mirrored[0] != self.names:
            return f"names: replies {mirrored[0]}, graph {self.names}"
        for identity, each in self.objects.items():
            told = mirrored[1].get(identity, {})
            if comparable(told) != comparable(each):
                return f"object {identity}: replies {told}, graph {each}"
        return None


NOT_ITS_OWN = {"repr", "repr_cut", "reachable"}  # They change while the object does not.


def comparable(told):
    return {key: value for key, value in told.items() if key not in NOT_ITS_OWN}
