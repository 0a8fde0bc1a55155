package plaidsim

import "passbook/plaidsvc/plaidsim/draw"

// searchTerms is who is looked for.
type searchTerms struct {
	Program  string  `json:"watchlist_program_id"`
	Name     string  `json:"legal_name"`
	Born     *string `json:"date_of_birth"`
	Document *string `json:"document_number"`
	Country  *string `json:"country"`
}

func (t searchTerms) json(version int) object {
	return object{
		"watchlist_program_id": t.Program, "legal_name": t.Name, "date_of_birth": t.Born, "document_number": t.Document,
		"country": t.Country, "version": version,
	}
}

// audit is who changed something last.
func (c *call) audit() object {
	return object{"source": "api", "dashboard_user_id": nil, "timestamp": timestamp(c.now)}
}

func screeningCreate(c *call, in struct {
	Terms searchTerms `json:"search_terms"`
	User  *string     `json:"client_user_id"`
},
) (any, *plaidError) {
	id := "scr_" + string(draw.AppendBase62(nil, c.next(), 14))
	s := object{
		"id": id, "search_terms": in.Terms.json(1), "assignee": nil, "status": "cleared", "client_user_id": in.User, "audit_trail": c.audit(),
	}
	c.shelf("screening").put(id, s)
	return with(s, nil), nil
}

// screeningID is the body of endpoints that want one screening.
type screeningID struct {
	ID string `json:"watchlist_screening_id"`
}

// screening finds a screening.
func (c *call) screening(id string) (object, *plaidError) {
	if s := c.shelf("screening").byID[id]; s != nil {
		return s, nil
	}
	return nil, &plaidError{status: 404, typ: "INVALID_REQUEST", code: "NOT_FOUND", message: "watchlist screening not found"}
}

func screeningUpdate(c *call, in struct {
	screeningID
	Terms    *searchTerms `json:"search_terms"`
	Assignee *string      `json:"assignee"`
	Status   string       `json:"status"`
	User     *string      `json:"client_user_id"`
	Reset    []string     `json:"reset_fields"`
},
) (any, *plaidError) {
	s, err := c.screening(in.ID)
	if err != nil {
		return nil, err
	}
	if in.Terms != nil {
		s["search_terms"] = in.Terms.json(s["search_terms"].(object)["version"].(int) + 1)
	}
	if in.Assignee != nil || len(in.Reset) > 0 {
		s["assignee"] = in.Assignee
	}
	if in.Status != "" {
		s["status"] = in.Status
	}
	if in.User != nil {
		s["client_user_id"] = in.User
	}
	s["audit_trail"] = c.audit()
	return with(s, nil), nil
}

func screeningGet(c *call, in screeningID) (any, *plaidError) {
	s, err := c.screening(in.ID)
	if err != nil {
		return nil, err
	}
	return with(s, nil), nil
}

func screeningList(c *call, in struct {
	Program string  `json:"watchlist_program_id"`
	User    *string `json:"client_user_id"`
	Status  string  `json:"status"`
},
) (any, *plaidError) {
	list := c.shelf("screening").list(func(s object) bool {
		user, _ := s["client_user_id"].(*string)
		return s["search_terms"].(object)["watchlist_program_id"] == in.Program && (in.Status == "" || s["status"] == in.Status) &&
			(in.User == nil || user != nil && *user == *in.User)
	})
	return object{"watchlist_screenings": list, "next_cursor": nil}, nil
}
