package shop

// The merchants, by what is bought there.
var (
	Coffee = []Shop{
		{Merchant: "Starbucks", Website: "starbucks.com", Text: "STARBUCKS STORE #####", Category: "FOOD_AND_DRINK_COFFEE", Lo: 425, Hi: 895},
		{Merchant: "Stumptown Coffee Roasters", Website: "stumptowncoffee.com", Text: "SQ *STUMPTOWN COFFEE ####", Category: "FOOD_AND_DRINK_COFFEE", Lo: 450, Hi: 1150},
		{Text: "SQ *CORNER PRESS CAFE", Category: "FOOD_AND_DRINK_COFFEE", Lo: 375, Hi: 780},
	}
	Lunch = []Shop{
		{Merchant: "Chipotle", Website: "chipotle.com", Text: "CHIPOTLE ####", Category: "FOOD_AND_DRINK_FAST_FOOD", Lo: 1085, Hi: 1690},
		{Merchant: "Panera Bread", Website: "panerabread.com", Text: "PANERA BREAD #6####", Category: "FOOD_AND_DRINK_FAST_FOOD", Lo: 1120, Hi: 1795},
		{Merchant: "McDonald's", Website: "mcdonalds.com", Text: "MCDONALD'S F#####", Category: "FOOD_AND_DRINK_FAST_FOOD", Lo: 725, Hi: 1390},
		{Text: "TST* NOODLE YARD", Category: "FOOD_AND_DRINK_RESTAURANT", Lo: 1250, Hi: 2150},
	}
	Groceries = []Shop{
		{Merchant: "Safeway", Website: "safeway.com", Text: "SAFEWAY #####", Category: "FOOD_AND_DRINK_GROCERIES", Lo: 2600, Hi: 5200},
		{Merchant: "Trader Joe's", Website: "traderjoes.com", Text: "TRADER JOE S #### QPS", Category: "FOOD_AND_DRINK_GROCERIES", Lo: 2100, Hi: 4300},
		{Merchant: "Fred Meyer", Website: "fredmeyer.com", Text: "FRED-MEYER ####", Category: "FOOD_AND_DRINK_GROCERIES", Lo: 2300, Hi: 5400},
		{Merchant: "Whole Foods", Website: "wholefoodsmarket.com", Text: "WHOLEFDS PRL #####", Category: "FOOD_AND_DRINK_GROCERIES", Lo: 2800, Hi: 5600},
	}
	Costco      = Shop{Merchant: "Costco", Website: "costco.com", Text: "COSTCO WHSE #0###", Category: "GENERAL_MERCHANDISE_SUPERSTORES", Lo: 9800, Hi: 24600}
	Restaurants = []Shop{
		{Text: "TST* ALDER & ASH", Category: "FOOD_AND_DRINK_RESTAURANT", Lo: 4800, Hi: 10400},
		{Text: "TST* PHO KING LANE", Category: "FOOD_AND_DRINK_RESTAURANT", Lo: 3100, Hi: 5600},
		{Merchant: "Olive Garden", Website: "olivegarden.com", Text: "OLIVE GARDEN ####", Category: "FOOD_AND_DRINK_RESTAURANT", Lo: 4200, Hi: 7900},
		{Merchant: "The Cheesecake Factory", Website: "thecheesecakefactory.com", Text: "CHEESECAKE PORTLAND ###", Category: "FOOD_AND_DRINK_RESTAURANT", Lo: 5200, Hi: 9800},
		{Text: "SQ *RIVERSIDE TAPROOM", Category: "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR", Lo: 1800, Hi: 4600},
	}
	Deliveries = []Shop{
		{Merchant: "Burger King", Website: "bk.com", Text: "DD *DOORDASH BURGERKIN", Category: "FOOD_AND_DRINK_FAST_FOOD", Channel: "online", Lo: 2100, Hi: 3600, Via: "DoorDash"},
		{Text: "DD *DOORDASH THAIBASIL", Category: "FOOD_AND_DRINK_RESTAURANT", Channel: "online", Lo: 2900, Hi: 5200, Via: "DoorDash"},
		{Merchant: "Panda Express", Website: "pandaexpress.com", Text: "UBER EATS PANDA EXPRESS", Category: "FOOD_AND_DRINK_FAST_FOOD", Channel: "online", Lo: 2200, Hi: 4100, Via: "Uber Eats"},
	}
	FuelStations = []Shop{
		{Merchant: "Chevron", Website: "chevron.com", Text: "CHEVRON 0######", Category: "TRANSPORTATION_GAS", Lo: 3100, Hi: 5200},
		{Merchant: "Shell", Website: "shell.com", Text: "SHELL OIL #########", Category: "TRANSPORTATION_GAS", Lo: 2900, Hi: 5400},
		{Merchant: "76", Website: "76.com", Text: "76 - CASCADE FUEL ####", Category: "TRANSPORTATION_GAS", Lo: 3000, Hi: 4900},
	}
	Transit = Shop{Merchant: "TriMet", Website: "trimet.org", Text: "TRIMET HOP FASTPASS", Category: "TRANSPORTATION_PUBLIC_TRANSIT", Channel: "online", Lo: 2000, Hi: 2000}
	Parking = Shop{Merchant: "Parking Kitty", Website: "parkingkitty.com", Text: "PORTLAND PRKG KITTY ####", Category: "TRANSPORTATION_PARKING", Channel: "online", Lo: 220, Hi: 960}
	Uber    = Shop{Merchant: "Uber", Website: "uber.com", Text: "UBER *TRIP HELP.UBER.COM", Category: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", Channel: "online", Lo: 940, Hi: 3480}
	Stores  = []Shop{
		{Merchant: "Amazon", Website: "amazon.com", Text: "AMZN MKTP US*##A##B##", Category: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 1199, Hi: 8999, Kind: "marketplace"},
		{Merchant: "Target", Website: "target.com", Text: "TARGET 0000####", Category: "GENERAL_MERCHANDISE_SUPERSTORES", Lo: 1800, Hi: 9600},
		{Merchant: "Powell's Books", Website: "powells.com", Text: "POWELLS BOOKS ###", Category: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", Lo: 1495, Hi: 5400},
		{Merchant: "REI", Website: "rei.com", Text: "REI #### PORTLAND", Category: "GENERAL_MERCHANDISE_SPORTING_GOODS", Lo: 2495, Hi: 14900},
		{Merchant: "Uniqlo", Website: "uniqlo.com", Text: "UNIQLO USA ####", Category: "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", Lo: 1990, Hi: 10980},
		{Merchant: "The Home Depot", Website: "homedepot.com", Text: "THE HOME DEPOT #####", Category: "HOME_IMPROVEMENT_HARDWARE", Lo: 1240, Hi: 11800},
		{Merchant: "PetSmart", Website: "petsmart.com", Text: "PETSMART # ####", Category: "GENERAL_MERCHANDISE_PET_SUPPLIES", Lo: 2200, Hi: 6400},
		{Merchant: "Etsy", Website: "etsy.com", Text: "ETSY.COM*PAPERMOON", Category: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 1450, Hi: 4900, Via: "Etsy"},
	}
	Outings = []Shop{
		{Merchant: "AMC Theatres", Website: "amctheatres.com", Text: "AMC #### ONLINE", Category: "ENTERTAINMENT_TV_AND_MOVIES", Channel: "online", Lo: 1649, Hi: 4180},
		{Text: "OREGON MUSEUM SCI IND", Category: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", Lo: 1900, Hi: 5700},
		{Merchant: "Ticketmaster", Website: "ticketmaster.com", Text: "TM *PROVIDENCE PARK", Category: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", Channel: "online", Lo: 4400, Hi: 12800},
	}
	Pharmacy = Shop{Merchant: "Walgreens", Website: "walgreens.com", Text: "WALGREENS #####", Category: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", Lo: 890, Hi: 4200}
	Doctor   = Shop{Text: "NORTHWEST FAMILY CLINIC", Category: "MEDICAL_PRIMARY_CARE", Lo: 2500, Hi: 4500}
	Dentist  = Shop{Text: "HAWTHORNE DENTAL GROUP", Category: "MEDICAL_DENTAL_CARE", Lo: 8500, Hi: 21500}
	Barber   = Shop{Text: "SQ *SALT & SHEARS", Category: "PERSONAL_CARE_HAIR_AND_BEAUTY", Lo: 4200, Hi: 6800}
	Garage   = Shop{Merchant: "Les Schwab", Website: "lesschwab.com", Text: "LES SCHWAB TIRES ####", Category: "GENERAL_SERVICES_AUTOMOTIVE", Lo: 48000, Hi: 92000}
	Gifts    = []Shop{
		{Merchant: "Amazon", Website: "amazon.com", Text: "AMZN MKTP US*##C##D##", Category: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 2400, Hi: 11900, Kind: "marketplace"},
		{Text: "PAPER ZONE GIFTS", Category: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", Lo: 1800, Hi: 7600},
		{Merchant: "Lego", Website: "lego.com", Text: "LEGO BRAND RETAIL ###", Category: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", Lo: 2999, Hi: 14999},
		{Merchant: "Nordstrom", Website: "nordstrom.com", Text: "NORDSTROM #0###", Category: "GENERAL_MERCHANDISE_DEPARTMENT_STORES", Lo: 4900, Hi: 16800},
	}
)
