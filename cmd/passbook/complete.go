package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"passbook/cmd/passbook/choose"
	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/query"
	"passbook/tui/format"
	"passbook/tui/text"
)

// complete has the shell complete what a command and those below it name: banks,
// accounts, categories, and file names only where a file is wanted.
func complete(cmd *cobra.Command) {
	takes, takesWords := strings.Fields(cmd.Use)[1:], cmd.ValidArgs != nil || cmd.ValidArgsFunction != nil
	switch argument := strings.Trim(strings.Join(takes, " "), "[]"); {
	case argument == "BANK":
		cmd.ValidArgsFunction = words(bankNames)
	case argument == "ACCOUNT":
		cmd.ValidArgsFunction = words(accountNames)
	case argument == "QUERY...":
		cmd.ValidArgsFunction = queryWords
	case !takesWords && argument != "FILE":
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	for flag, names := range map[string]func(context.Context, *storage.DB) ([]string, error){
		"bank": bankNames, "account": accountNames, "category": categoryNames,
	} {
		if cmd.Flags().Lookup(flag) != nil {
			_ = cmd.RegisterFlagCompletionFunc(flag, words(names)) // fails only where there is one already
		}
	}
	for _, c := range cmd.Commands() {
		complete(c)
	}
}

// words completes the first argument, or a flag, by names of the cache.
func words(names func(context.Context, *storage.DB) ([]string, error)) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 && cmd.ValidArgsFunction != nil && (strings.Contains(cmd.Use, "BANK") || strings.Contains(cmd.Use, "[ACCOUNT]")) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var found []cobra.Completion
		result := fromCache(cmd, func(ctx context.Context, db *storage.DB) error {
			all, err := names(ctx, db)
			for _, name := range all {
				if strings.HasPrefix(strings.ToLower(name), strings.ToLower(begun)) {
					found = append(found, name)
				}
			}
			return err
		})
		return found, result
	}
}

// fromCache asks the cache for names, where there is one.
func fromCache(cmd *cobra.Command, ask func(context.Context, *storage.DB) error) cobra.ShellCompDirective {
	values, err := loadConfig(cmd)
	if err != nil {
		return cobra.ShellCompDirectiveError
	}
	db, err := storage.OpenToRead(cmd.Context(), values.DataDir(), clock(cmd.Context()))
	if err != nil { // there is no cache yet
		return cobra.ShellCompDirectiveNoFileComp
	}
	defer db.Close()
	if err := ask(cmd.Context(), db); err != nil {
		return cobra.ShellCompDirectiveError
	}
	return cobra.ShellCompDirectiveNoFileComp
}

// queryWords completes the words of a query: keys, states, and names of the cache,
// but for those in quotes, which the shell would take away.
func queryWords(cmd *cobra.Command, _ []string, begun string) (found []cobra.Completion, result cobra.ShellCompDirective) {
	names := map[query.Key][]string{}
	result = fromCache(cmd, func(ctx context.Context, db *storage.DB) error {
		accounts, err := db.Accounts(ctx)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			names[query.KeyAccount] = append(names[query.KeyAccount], text.Clean(a.Name))
			names[query.KeyBank] = append(names[query.KeyBank], text.Clean(a.Institution))
		}
		codes, err := db.Categories(ctx)
		for _, code := range codes {
			names[query.KeyCategory] = append(names[query.KeyCategory], format.CategoryName(code))
		}
		return err
	})
	for _, c := range query.Complete(begun, len(begun), func(k query.Key) []string { return names[k] }) {
		if word := begun[:c.Start] + c.Text; !slices.Contains(found, word) && !strings.Contains(c.Text, `"`) {
			found = append(found, word)
		}
		if strings.HasSuffix(c.Text, ":") {
			result |= cobra.ShellCompDirectiveNoSpace
		}
	}
	return found, result
}

func bankNames(ctx context.Context, db *storage.DB) (names []string, err error) {
	items, err := db.Items(ctx)
	for _, it := range items {
		names = append(names, choose.Name(it, items))
	}
	return names, err
}

func accountNames(ctx context.Context, db *storage.DB) (names []string, err error) {
	accounts, err := db.Accounts(ctx)
	for _, a := range accounts {
		names = append(names, a.ID+"\t"+text.Clean(a.Name+" of "+a.Institution))
	}
	return names, err
}

func categoryNames(ctx context.Context, db *storage.DB) (names []string, err error) {
	codes, err := db.Categories(ctx)
	for _, code := range codes {
		names = append(names, text.Clean(code)+"\t"+ledger.CategoryName(code))
	}
	return names, err
}
