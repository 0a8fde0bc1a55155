package conform

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// complaints keeps what a test would have failed with.
type complaints struct {
	testing.TB
	texts []string
}

func (c *complaints) Errorf(format string, a ...any) {
	c.texts = append(c.texts, fmt.Sprintf(format, a...))
}

// What plaid-go's document does not know is asked for too, inside lists, and
// null only where there may be one.
func TestNewerDocument(t *testing.T) {
	for answer, want := range map[string]string{
		`{"bank_transfer_events":[],"request_id":"a"}`:   "",
		`{"bank_transfer_events":[]}`:                    "answered without .request_id",
		`{"bank_transfer_events":null,"request_id":"a"}`: "answered with .bank_transfer_events as null",
		`{"bank_transfer_events":[{"event_id":1,"timestamp":"","event_type":"","account_id":"","bank_transfer_id":"","origination_account_id":null,
			"bank_transfer_type":"","bank_transfer_amount":"","bank_transfer_iso_currency_code":"","failure_reason":null,"direction":null}],"request_id":"a"}`: "answered without .bank_transfer_events[].receiver_details",
	} {
		var v any
		if err := json.Unmarshal([]byte(answer), &v); err != nil {
			t.Fatal(err)
		}
		c := &complaints{TB: t}
		checkNewer(c, "/bank_transfer/event/sync", v)
		if got := strings.Join(c.texts, "\n"); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", answer, got, want)
		}
	}
}
