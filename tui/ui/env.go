package ui

import (
	"context"
	"log/slog"
	"time"

	tea "charm.land/bubbletea/v2"

	"passbook/plaidsvc"
	"passbook/storage"
)

// Env is what every page is made with.
type Env struct {
	Ctx          context.Context
	DB           *storage.DB
	Service      *plaidsvc.Service // nil: no Plaid keys, the cache only
	Missing      []string          // of the Plaid keys, where Service is nil: ClientID, Secret; none: both
	Now          func() time.Time
	Log          *slog.Logger
	Theme        *Theme
	HomeCurrency string // the home currency; amounts in any other carry their code
	DataDir      string
	SignIn       string                       // how to sign in at a bank; empty: as one does
	Elsewhere    func(context.Context) string // where banks lie when there is none here, in a sentence; nil: nobody looks
	Filling      bool                         // the cache is being filled as the screen comes up

	// After gives a message after a while.
	After func(time.Duration, tea.Msg) tea.Cmd
}
