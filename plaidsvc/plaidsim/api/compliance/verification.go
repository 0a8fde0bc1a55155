package compliance

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// verificationRequest is the body of create and retry.
type verificationRequest struct {
	ClientUserID string `json:"client_user_id"`
	Template     string `json:"template_id"`
	Shareable    bool   `json:"is_shareable"`
	Strategy     string `json:"strategy"`
	User         struct {
		ClientUserID string      `json:"client_user_id"`
		Email        *string     `json:"email_address"`
		Phone        *string     `json:"phone_number"`
		Born         *string     `json:"date_of_birth"`
		Name         wire.Object `json:"name"`
		Address      *struct {
			Street  *string `json:"street"`
			Street2 *string `json:"street2"`
			City    *string `json:"city"`
			Region  *string `json:"region"`
			Postal  *string `json:"postal_code"`
			Country string  `json:"country"`
		} `json:"address"`
	} `json:"user"`
}

// VerificationCreate serves /identity_verification/create: a session that waits
// for its person.
func VerificationCreate(c *bank.Call, in verificationRequest) (any, *wire.Error) {
	if in.ClientUserID == "" {
		in.ClientUserID = in.User.ClientUserID
	}
	if in.ClientUserID == "" {
		return nil, &wire.Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: client_user_id"}
	}
	return newVerification(c, in, nil), nil
}

// VerificationRetry serves /identity_verification/retry: a new session in the
// place of the last one.
func VerificationRetry(c *bank.Call, in verificationRequest) (any, *wire.Error) {
	old := c.Collection("verification").List(func(v wire.Object) bool {
		return v["client_user_id"] == in.ClientUserID && v["template"].(wire.Object)["id"] == in.Template
	})
	if len(old) == 0 {
		return nil, wire.ErrNotFound
	}
	in.Shareable = true
	return newVerification(c, in, old[0]["id"]), nil
}

// newVerification starts a session that waits for its person, who never comes.
func newVerification(c *bank.Call, in verificationRequest, previous any) wire.Object {
	id := "idv_" + string(draw.AppendBase62(nil, c.Next(), 14))
	user := wire.Object{
		"email_address": in.User.Email, "phone_number": in.User.Phone, "date_of_birth": in.User.Born, "ip_address": nil,
		"name": nil, "address": nil, "id_number": nil,
	}
	if in.User.Name != nil {
		user["name"] = in.User.Name
	}
	if a := in.User.Address; a != nil {
		user["address"] = wire.Object{"street": a.Street, "street2": a.Street2, "city": a.City, "region": a.Region, "postal_code": a.Postal, "country": a.Country}
	}
	steps := wire.Object{}
	for _, s := range []string{"accept_tos", "verify_sms", "kyc_check", "documentary_verification", "selfie_check", "watchlist_screening", "risk_check"} {
		steps[s] = "waiting_for_prerequisite"
	}
	steps["accept_tos"] = "active"
	v := wire.Object{
		"id": id, "client_user_id": in.ClientUserID, "created_at": wire.Timestamp(c.Now), "completed_at": nil, "previous_attempt_id": previous,
		"shareable_url": nil, "template": wire.Object{"id": in.Template, "version": 1}, "user": user, "status": "active", "steps": steps,
		"documentary_verification": nil, "selfie_check": nil, "kyc_check": nil, "risk_check": nil, "verify_sms": nil,
		"watchlist_screening_id": nil, "beacon_user_id": nil, "user_id": nil, "redacted_at": nil, "latest_scored_protect_event": nil,
	}
	if in.Shareable {
		v["shareable_url"] = c.Base + "/verify/" + id + "?key=" + string(draw.AppendBase62(nil, c.Next(), 32))
	}
	c.Collection("verification").Put(id, v)
	return wire.With(v, nil)
}

// VerificationGet serves /identity_verification/get: one session.
func VerificationGet(c *bank.Call, in struct {
	ID string `json:"identity_verification_id"`
},
) (any, *wire.Error) {
	v := c.Collection("verification").ByID[in.ID]
	if v == nil {
		return nil, wire.ErrNotFound
	}
	return wire.With(v, nil), nil
}

// VerificationList serves /identity_verification/list: a template's sessions,
// newest first.
func VerificationList(c *bank.Call, in verificationRequest) (any, *wire.Error) {
	list := c.Collection("verification").List(func(v wire.Object) bool {
		return v["template"].(wire.Object)["id"] == in.Template && (in.ClientUserID == "" || v["client_user_id"] == in.ClientUserID)
	})
	return wire.Object{"identity_verifications": list, "next_cursor": nil}, nil
}
