package webhook

import (
	"encoding/json"
	"time"

	"passbook/plaidsvc/plaidapi"
)

// Event is what a verified webhook announces.
type Event struct {
	Type, Code string    // such as ITEM and LOGIN_REPAIRED; "unreadable" where it is no code
	ItemID     string    // empty: it is not about an Item
	At         time.Time // when Plaid signed it
	Ends       time.Time // when a consent or a login ends; zero: it does not say
}

// readEvent reads the body of a webhook that was signed at an instant. Plaid may add types, codes and
// members at any time: what cannot be read is left out.
func readEvent(body []byte, at time.Time) Event {
	var b struct {
		Type   string `json:"webhook_type"`
		Code   string `json:"webhook_code"`
		ItemID string `json:"item_id"`
	}
	var ends struct {
		Consent    time.Time `json:"consent_expiration_time"`
		Disconnect time.Time `json:"disconnect_time"`
	}
	if json.Unmarshal(body, &b) != nil {
		return Event{Type: "unreadable", Code: "unreadable", At: at}
	}
	e := Event{Type: plaidapi.CodeOnly(b.Type), Code: plaidapi.CodeOnly(b.Code), ItemID: b.ItemID, At: at}
	if json.Unmarshal(body, &ends) == nil {
		if e.Ends = ends.Consent; e.Ends.IsZero() {
			e.Ends = ends.Disconnect
		}
		e.Ends = e.Ends.UTC()
	}
	return e
}
