package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"passbook/plaidsvc"
	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/kept"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/home"
)

// demoInstitutions are the banks of the demo's household.
var demoInstitutions = []string{"ins_109508", "ins_109511", "ins_109512"}

// demoUser is who signs in at them.
const demoUser = "user_household"

// demoSignIn says in the dialog of linking who signs in.
const demoSignIn = "In this demo you sign in as " + demoUser + ", whose money this is, with any password. " +
	"user_good is Plaid's own test user and brings other accounts."

func newDemo() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Look around with an invented household; nothing is left behind",
		Long: `Look around with an invented household.

The demo runs an embedded Plaid on 127.0.0.1 and links three banks there the
way Plaid's Sandbox lets a program do it. The key l links a fourth in your
browser: First Gingham Credit Union, as user_household with any password, has
the household's joint account. Tokens stay in memory and data in a
temporary folder that is removed at the end. The settings of passbook config are
for your money and do not count here, but for theme, ascii and plain. With
--plain, without a terminal, or on a dumb one, it prints the overview and ends.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return demo(cmd) },
	}
	lookFlags(cmd)
	return cmd
}

func demo(cmd *cobra.Command) (err error) {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	values, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "passbook-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen on 127.0.0.1: %w", err)
	}
	srv, stop := simServer(demoPlaid(clock(cmd.Context())))
	go srv.Serve(ln) //nolint:errcheck // ends with stop
	defer stop()

	ses, err := openSession(settings{
		dataDir:  dir,
		clientID: "demo", secret: "demo", env: sandbox,
		baseURL: "http://" + ln.Addr().String(),
	}, clock(cmd.Context()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ses.close()) }()
	svc, err := ses.service(vault.NewMemory(), 5*time.Second)
	if err != nil {
		return err
	}
	if !showable(cmd, values) {
		if err := fillDemo(ctx, svc, ses.db); err != nil {
			return err
		}
		return home.PrintOverview(ctx, cmd.OutOrStdout(), ses.db, ses.now())
	}
	return dashboard(ctx, ses, svc, tui.Options{
		Look: lookOf(values), Mark: "demo", SignIn: demoSignIn,
		Begin: func(ctx context.Context) error { return linkDemo(ctx, svc, ses.db) },
	})
}

// demoPlaid is the embedded Plaid of the demo: a purchase a minute is what one can
// follow.
func demoPlaid(now func() time.Time) plaidsim.Options {
	return plaidsim.Options{
		Seed: 1, Now: now, Initial: 300 * time.Millisecond, Historical: time.Second, Live: time.Minute, Tester: demoUser,
	}
}

// linkDemo links the household's banks, and keeps what else they tell.
func linkDemo(ctx context.Context, svc *plaidsvc.Service, db *storage.DB) error {
	group, linking := errgroup.WithContext(ctx)
	for _, institution := range demoInstitutions {
		group.Go(func() error {
			_, err := svc.LinkSandbox(linking, institution, demoUser, "pass_good")
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, product := range []kept.Product{kept.Investments, kept.Liabilities, kept.Recurring} {
		items, err := kept.Items(ctx, db, product)
		if err != nil {
			return err
		}
		for _, it := range items {
			if err := kept.Keep(ctx, db, it.ID, product, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillDemo links and syncs until the whole history is here.
func fillDemo(ctx context.Context, svc *plaidsvc.Service, db *storage.DB) error {
	if err := linkDemo(ctx, svc, db); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		results, err := svc.Sync(ctx)
		if err != nil {
			return err
		}
		complete := true
		for _, r := range results {
			if r.Err != nil {
				return r.Err
			}
			complete = complete && r.Item.Completeness == ledger.HistoryFull
		}
		if complete {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}
