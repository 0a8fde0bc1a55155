package shop

// The merchants, by what is bought there.
var (
	Coffee = []Shop{
		{Merchant: "Starbucks", Website: "starbucks.com", Text: "STARBUCKS STORE #####", Detailed: "FOOD_AND_DRINK_COFFEE", Lo: 425, Hi: 895},
		{Merchant: "Stumptown Coffee Roasters", Website: "stumptowncoffee.com", Text: "SQ *STUMPTOWN COFFEE ####", Detailed: "FOOD_AND_DRINK_COFFEE", Lo: 450, Hi: 1150},
		{Text: "SQ *CORNER PRESS CAFE", Trust: "MEDIUM", Detailed: "FOOD_AND_DRINK_COFFEE", Lo: 375, Hi: 780},
	}
	Lunch = []Shop{
		{Merchant: "Chipotle", Website: "chipotle.com", Text: "CHIPOTLE ####", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Lo: 1085, Hi: 1690},
		{Merchant: "Panera Bread", Website: "panerabread.com", Text: "PANERA BREAD #6####", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Lo: 1120, Hi: 1795},
		{Merchant: "McDonald's", Website: "mcdonalds.com", Text: "MCDONALD'S F#####", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Lo: 725, Hi: 1390},
		{Text: "TST* NOODLE YARD", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 1250, Hi: 2150},
	}
	Groceries = []Shop{
		{Merchant: "Safeway", Website: "safeway.com", Text: "SAFEWAY #####", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 2600, Hi: 5200},
		{Merchant: "Trader Joe's", Website: "traderjoes.com", Text: "TRADER JOE S #### QPS", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 2100, Hi: 4300},
		{Merchant: "Fred Meyer", Website: "fredmeyer.com", Text: "FRED-MEYER ####", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 2300, Hi: 5400},
		{Merchant: "Whole Foods", Website: "wholefoodsmarket.com", Text: "WHOLEFDS PRL #####", Detailed: "FOOD_AND_DRINK_GROCERIES", Lo: 2800, Hi: 5600},
	}
	Costco      = Shop{Merchant: "Costco", Website: "costco.com", Text: "COSTCO WHSE #0###", Detailed: "GENERAL_MERCHANDISE_SUPERSTORES", Lo: 9800, Hi: 24600}
	Restaurants = []Shop{
		{Text: "TST* ALDER & ASH", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 4800, Hi: 10400},
		{Text: "TST* PHO KING LANE", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 3100, Hi: 5600},
		{Merchant: "Olive Garden", Website: "olivegarden.com", Text: "OLIVE GARDEN ####", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 4200, Hi: 7900},
		{Merchant: "The Cheesecake Factory", Website: "thecheesecakefactory.com", Text: "CHEESECAKE PORTLAND ###", Detailed: "FOOD_AND_DRINK_RESTAURANT", Lo: 5200, Hi: 9800},
		{Text: "SQ *RIVERSIDE TAPROOM", Trust: "MEDIUM", Detailed: "FOOD_AND_DRINK_BEER_WINE_AND_LIQUOR", Lo: 1800, Hi: 4600},
	}
	Deliveries = []Shop{
		{Merchant: "Burger King", Website: "bk.com", Text: "DD *DOORDASH BURGERKIN", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Channel: "online", Lo: 2100, Hi: 3600, Via: "DoorDash"},
		{Text: "DD *DOORDASH THAIBASIL", Detailed: "FOOD_AND_DRINK_RESTAURANT", Channel: "online", Lo: 2900, Hi: 5200, Via: "DoorDash"},
		{Merchant: "Panda Express", Website: "pandaexpress.com", Text: "UBER EATS PANDA EXPRESS", Detailed: "FOOD_AND_DRINK_FAST_FOOD", Channel: "online", Lo: 2200, Hi: 4100, Via: "Uber Eats"},
	}
	FuelStations = []Shop{
		{Merchant: "Chevron", Website: "chevron.com", Text: "CHEVRON 0######", Detailed: "TRANSPORTATION_GAS", Lo: 3100, Hi: 5200},
		{Merchant: "Shell", Website: "shell.com", Text: "SHELL OIL #########", Detailed: "TRANSPORTATION_GAS", Lo: 2900, Hi: 5400},
		{Merchant: "76", Website: "76.com", Text: "76 - CASCADE FUEL ####", Detailed: "TRANSPORTATION_GAS", Lo: 3000, Hi: 4900},
	}
	Transit = Shop{Merchant: "TriMet", Website: "trimet.org", Text: "TRIMET HOP FASTPASS", Detailed: "TRANSPORTATION_PUBLIC_TRANSIT", Channel: "online", Lo: 2000, Hi: 2000}
	Parking = Shop{Merchant: "Parking Kitty", Website: "parkingkitty.com", Text: "PORTLAND PRKG KITTY ####", Detailed: "TRANSPORTATION_PARKING", Channel: "online", Lo: 220, Hi: 960}
	Uber    = Shop{Merchant: "Uber", Website: "uber.com", Text: "UBER *TRIP HELP.UBER.COM", Detailed: "TRANSPORTATION_TAXIS_AND_RIDE_SHARES", Channel: "online", Lo: 940, Hi: 3480}
	Stores  = []Shop{
		{Merchant: "Amazon", Website: "amazon.com", Text: "AMZN MKTP US*##A##B##", Detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 1199, Hi: 8999, Kind: "marketplace"},
		{Merchant: "Target", Website: "target.com", Text: "TARGET 0000####", Detailed: "GENERAL_MERCHANDISE_SUPERSTORES", Lo: 1800, Hi: 9600},
		{Merchant: "Powell's Books", Website: "powells.com", Text: "POWELLS BOOKS ###", Detailed: "GENERAL_MERCHANDISE_BOOKSTORES_AND_NEWSSTANDS", Lo: 1495, Hi: 5400},
		{Merchant: "REI", Website: "rei.com", Text: "REI #### PORTLAND", Detailed: "GENERAL_MERCHANDISE_SPORTING_GOODS", Lo: 2495, Hi: 14900},
		{Merchant: "Uniqlo", Website: "uniqlo.com", Text: "UNIQLO USA ####", Detailed: "GENERAL_MERCHANDISE_CLOTHING_AND_ACCESSORIES", Lo: 1990, Hi: 10980},
		{Merchant: "The Home Depot", Website: "homedepot.com", Text: "THE HOME DEPOT #####", Detailed: "HOME_IMPROVEMENT_HARDWARE", Lo: 1240, Hi: 11800},
		{Merchant: "PetSmart", Website: "petsmart.com", Text: "PETSMART # ####", Detailed: "GENERAL_MERCHANDISE_PET_SUPPLIES", Lo: 2200, Hi: 6400},
		{Merchant: "Etsy", Website: "etsy.com", Text: "ETSY.COM*PAPERMOON", Detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 1450, Hi: 4900, Via: "Etsy"},
	}
	Outings = []Shop{
		{Merchant: "AMC Theatres", Website: "amctheatres.com", Text: "AMC #### ONLINE", Detailed: "ENTERTAINMENT_TV_AND_MOVIES", Channel: "online", Lo: 1649, Hi: 4180},
		{Text: "OREGON MUSEUM SCI IND", Detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", Lo: 1900, Hi: 5700},
		{Merchant: "Ticketmaster", Website: "ticketmaster.com", Text: "TM *PROVIDENCE PARK", Detailed: "ENTERTAINMENT_SPORTING_EVENTS_AMUSEMENT_PARKS_AND_MUSEUMS", Channel: "online", Lo: 4400, Hi: 12800},
	}
	Pharmacy = Shop{Merchant: "Walgreens", Website: "walgreens.com", Text: "WALGREENS #####", Detailed: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", Lo: 890, Hi: 4200}
	Doctor   = Shop{Text: "NORTHWEST FAMILY CLINIC", Trust: "MEDIUM", Detailed: "MEDICAL_PRIMARY_CARE", Lo: 2500, Hi: 4500}
	Dentist  = Shop{Text: "HAWTHORNE DENTAL GROUP", Detailed: "MEDICAL_DENTAL_CARE", Lo: 8500, Hi: 21500}
	Barber   = Shop{Text: "SQ *SALT & SHEARS", Trust: "MEDIUM", Detailed: "PERSONAL_CARE_HAIR_AND_BEAUTY", Lo: 4200, Hi: 6800}
	Garage   = Shop{Merchant: "Les Schwab", Website: "lesschwab.com", Text: "LES SCHWAB TIRES ####", Detailed: "GENERAL_SERVICES_AUTOMOTIVE", Lo: 48000, Hi: 92000}
	Gifts    = []Shop{
		{Merchant: "Amazon", Website: "amazon.com", Text: "AMZN MKTP US*##C##D##", Detailed: "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", Channel: "online", Lo: 2400, Hi: 11900, Kind: "marketplace"},
		{Text: "PAPER ZONE GIFTS", Trust: "MEDIUM", Detailed: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", Lo: 1800, Hi: 7600},
		{Merchant: "Lego", Website: "lego.com", Text: "LEGO BRAND RETAIL ###", Detailed: "GENERAL_MERCHANDISE_GIFTS_AND_NOVELTIES", Lo: 2999, Hi: 14999},
		{Merchant: "Nordstrom", Website: "nordstrom.com", Text: "NORDSTROM #0###", Detailed: "GENERAL_MERCHANDISE_DEPARTMENT_STORES", Lo: 4900, Hi: 16800},
	}
)
