// Posts facts to the agent and reads what became of them: go run agent_post.go ADDRESS SECRET_FILE < lines.jsonl
// Nothing but Go's own library. At most 1,000 lines at a time.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

type taken struct {
	Error string `json:"error"`
	Lines []struct {
		Line   int    `json:"line"`
		Taken  bool   `json:"taken"`
		Number int64  `json:"number"`
		Field  string `json:"field"`
		Rule   string `json:"rule"`
	} `json:"lines"`
}

type outcomes struct {
	Outcomes []struct {
		Number  int64  `json:"number"`
		State   string `json:"state"`
		Index   uint64 `json:"index"`
		Message string `json:"message"`
	} `json:"outcomes"`
	Next int64 `json:"next"`
}

func call(method, address, secret string, body []byte, answer any) error {
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("X-Trace-Secret", secret)
	request.Header.Set("Content-Type", "application/x-ndjson")
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return err // Post the same lines again: facts that the agent knows are not taken twice.
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusBadRequest {
		return fmt.Errorf("the agent answered %s", response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

func main() {
	address := os.Args[1]
	secret, err := os.ReadFile(os.Args[2])
	fail(err)
	lines, err := io.ReadAll(os.Stdin)
	fail(err)
	word := strings.TrimSpace(string(secret))

	var answer taken
	fail(call(http.MethodPost, address+"/events", word, lines, &answer))
	if answer.Error != "" {
		fail(errors.New(answer.Error)) // None was taken.
	}
	waiting := map[int64]bool{}
	for _, line := range answer.Lines {
		if line.Taken {
			waiting[line.Number] = true
		} else {
			fmt.Printf("line %d not taken: %s must be %s\n", line.Line, line.Field, line.Rule)
		}
	}

	for since := int64(0); len(waiting) > 0; {
		var told outcomes
		fail(call(http.MethodGet, fmt.Sprintf("%s/outcomes?since=%d", address, since), word, nil, &told))
		for _, outcome := range told.Outcomes {
			if waiting[outcome.Number] {
				delete(waiting, outcome.Number)
				fmt.Println(outcome.Number, outcome.State, outcome.Index, outcome.Message)
			}
		}
		if len(told.Outcomes) == 0 {
			time.Sleep(500 * time.Millisecond)
		}
		since = told.Next
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
