"""Posts facts to the agent and reads what became of them: python3 agent_post.py ADDRESS SECRET_FILE [LINES_FILE]

Nothing but Python's own library. Lines come from a file or standard input, a JSON object each.
"""
import json
import sys
import time
import urllib.error
import urllib.request


def call(address, secret, path, body=None):
    request = urllib.request.Request(address + path, data=body, headers={"X-Trace-Secret": secret, "Content-Type": "application/x-ndjson"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == 400:  # No line was taken; the answer says why, line by line.
            return json.load(error)
        raise


def main(address, secret_file, lines_file=None):
    secret = open(secret_file, encoding="ascii").read().strip()
    lines = [line for line in (open(lines_file, encoding="utf-8") if lines_file else sys.stdin) if line.strip()]
    waiting = set()
    for start in range(0, len(lines), 1000):
        # Whatever fails before the answer is there: post the same lines again. Facts that the agent knows are not taken twice.
        answer = call(address, secret, "/events", "".join(lines[start:start + 1000]).encode())
        if "error" in answer:
            sys.exit(answer["error"])
        for line in answer["lines"]:
            if line["taken"]:
                waiting.add(line["number"])
            else:
                print(f"line {start + line['line']} not taken: {line['field']} must be {line['rule']}")

    since, bad = 0, False
    while waiting:
        answer = call(address, secret, f"/outcomes?since={since}")
        for outcome in answer["outcomes"]:
            if outcome["number"] in waiting:
                waiting.discard(outcome["number"])
                bad |= outcome["state"] != "recorded"
                print(outcome["number"], outcome["state"], outcome.get("index", outcome.get("message")))
        since = answer["next"]
        if waiting and not answer["outcomes"]:
            time.sleep(0.5)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
