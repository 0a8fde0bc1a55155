package plaidsim

import (
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// legacyCategories is a selection of the deprecated taxonomy.
const legacyCategories = `
10000000 special Bank Fees
10001000 special Bank Fees|Overdraft
10002000 special Bank Fees|ATM
11000000 special Cash Advance
12000000 special Community
13000000 place Food and Drink
13001000 place Food and Drink|Bar
13005000 place Food and Drink|Restaurants
13005032 place Food and Drink|Restaurants|Fast Food
13005043 place Food and Drink|Restaurants|Coffee Shop
14000000 place Healthcare
15000000 special Interest
15001000 special Interest|Interest Earned
16000000 special Payment
16001000 special Payment|Credit Card
16002000 special Payment|Rent
17000000 place Recreation
17018000 place Recreation|Gyms and Fitness Centers
18000000 place Service
18021000 special Service|Financial
19000000 place Shops
19012000 place Shops|Computers and Electronics
19047000 place Shops|Supermarkets and Groceries
20000000 special Tax
21000000 special Transfer
21001000 special Transfer|Internal Account Transfer
21006000 special Transfer|Debit
21007000 special Transfer|Deposit
21009000 special Transfer|Payroll
22000000 special Travel
22001000 special Travel|Airlines and Aviation Services
22016000 special Travel|Taxi
`

func categoriesGet(*bank.Call, struct{}) (any, *wire.Error) {
	out := []wire.Object{}
	for line := range strings.Lines(strings.TrimSpace(legacyCategories)) {
		f := strings.SplitN(strings.TrimSpace(line), " ", 3)
		out = append(out, wire.Object{"category_id": f[0], "group": f[1], "hierarchy": strings.Split(f[2], "|")})
	}
	return wire.Object{"categories": out}, nil
}
