package shop

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// Where everybody lives.
const (
	City    = "Portland"
	Region  = "OR"
	Country = "US"
)

// street is a street of Portland with shops: a number from which they begin,
// and in millionths of a degree where that is and how far the street goes on.
type street struct {
	name, postal          string
	first                 int
	lat, lon, north, east int64
}

var streets = []street{
	{"SE Hawthorne Blvd", "97214", 3200, 45511950, -122632500, 0, 9000},
	{"NW 23rd Ave", "97210", 500, 45526600, -122698600, 7000, 0},
	{"NE Broadway", "97232", 1400, 45535000, -122651200, 0, 9000},
	{"SW Morrison St", "97205", 600, 45518900, -122678400, 500, -6000},
	{"N Lombard St", "97217", 1800, 45577100, -122686800, 0, 8000},
	{"SE Powell Blvd", "97202", 2800, 45497300, -122637000, 0, 9000},
	{"N Williams Ave", "97227", 3400, 45548300, -122666700, 8000, 0},
	{"NE Sandy Blvd", "97213", 4000, 45536700, -122621600, 3500, 9000},
}

// locate says where a branch of the shop is, and its number if the bank's text
// has one.
func (s Shop) locate(x *profile.Planned, text string, r *rand.Rand) {
	where := draw.OneOf(r, streets)
	n := r.IntN(40)
	x.Address, x.Postal = strconv.Itoa(where.first+10*n)+" "+where.name, where.postal
	x.Lat, x.Lon = degrees(where.lat+where.north*int64(n)/40), degrees(where.lon+where.east*int64(n)/40)
	if from := strings.Index(s.Text, "#"); from >= 0 {
		x.Store = text[from : strings.LastIndex(s.Text, "#")+1]
	}
}

// degrees writes millionths of a degree as a decimal.
func degrees(millionths int64) string {
	sign := ""
	if millionths < 0 {
		sign, millionths = "-", -millionths
	}
	return sign + strings.TrimRight(strconv.FormatInt(millionths/1_000_000, 10)+"."+strconv.FormatInt(1_000_000+millionths%1_000_000, 10)[1:], "0")
}
