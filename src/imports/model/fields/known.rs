//! The columns of each table, and what other people's spreadsheets call them.

use super::{Choice, Field, Kind};

const fn field(name: &'static str, label: &'static str, kind: Kind, says: &'static str) -> Field {
    Field { name, label, kind, says }
}

const fn choice(word: &'static str, label: &'static str, says: &'static str) -> Choice {
    Choice { word, label, says }
}

const REQUIREMENT: Field = field(
    "requirement",
    "Requirement",
    Kind::Requirement,
    "requirementid requirementnumber control controlid controlnumber practice practiceid \
        cmmcid cmmcpractice cmmccontrol nistid nist800171 nistcontrol nist800171control \
        securityrequirement securitycontrol ref reference number code",
);
const OBJECTIVE: Field = field(
    "objective",
    "Objective",
    Kind::Objective,
    "objectiveid objectiveletter determination determinationstatement ao aoid \
        assessmentobjective assessmentobjectiveid letter",
);
const DUE_ON: Field = field(
    "due_on",
    "Due date",
    Kind::Day,
    "due duedate dueby deadline targetdate plannedcompletiondate plannedcompletion \
        scheduledcompletiondate scheduledcompletion completiondate estimatedcompletiondate \
        eta milestonedate by",
);
const DESCRIPTION: Field =
    field("description", "Description", Kind::Text, "details detail notes note comments comment remarks");
const OWNERS: &str = "owner responsible responsibleparty responsibleperson responsibility pointofcontact \
        poc assignedto assignee who person lead contact controlowner processowner";
const MAILS: &str = "email emailaddress owneremail pocemail contactemail assigneeemail";
const YES: &[Choice] = &[choice("yes", "Yes", "y x true 1 done"), choice("no", "No", "n false 0 none")];

pub const TASKS: &[Field] = &[
    field("id", "Id given by Muster", Kind::Id, ""),
    field(
        "title",
        "What is to be done",
        Kind::Line,
        "task taskname action actionitem todo activity summary subject name item step",
    ),
    REQUIREMENT,
    OBJECTIVE,
    field(
        "state",
        "State",
        Kind::Word(&[
            choice(
                "open",
                "To be done",
                "todo notstarted new inprogress ongoing planned pending started blocked onhold no",
            ),
            choice("done", "Done, to be confirmed", "toconfirm inreview review"),
            choice("closed", "Closed", "completed complete finished resolved yes cancelled"),
        ]),
        "status progress taskstatus",
    ),
    DUE_ON,
    field(
        "priority",
        "Priority",
        Kind::Word(&[
            choice("low", "Low", "3 p3 minor p4 4"),
            choice("normal", "Normal", "medium moderate 2 p2 standard mid"),
            choice("high", "High", "1 p1 urgent critical major p0 veryhigh"),
        ]),
        "urgency severity importance",
    ),
    field("repeats", "Comes again", Kind::Repeat, "frequency recurrence interval periodicity"),
    field("assignee", "Who does it", Kind::Person, OWNERS),
    field("assignee_email", "Who does it, by e-mail", Kind::Person, MAILS),
    field("reviewer", "Who confirms it", Kind::Person, "approver verifiedby checker confirmedby"),
    field("reviewer_email", "Who confirms it, by e-mail", Kind::Person, "revieweremailaddress"),
    DESCRIPTION,
];

pub const REQUIREMENTS: &[Field] = &[
    REQUIREMENT,
    field(
        "status",
        "Put into practice",
        Kind::Word(&[
            choice("planned", "Planned", "notimplemented no notstarted notmet noncompliant open n"),
            choice(
                "partial",
                "Partly",
                "partiallyimplemented partially partlyimplemented inprogress partlymet partiallymet \
        ongoing somewhat",
            ),
            choice(
                "implemented",
                "Implemented",
                "fullyimplemented yes compliant met complete completed done inplace y satisfied fully",
            ),
            choice("not_applicable", "Does not apply", "na notapplicable doesnotapply"),
        ]),
        "implementationstatus implementation implemented compliance compliancestatus state",
    ),
    field(
        "narrative",
        "How it is met",
        Kind::Text,
        "implementationstatement implementationdescription implementationdetails howmet \
        howitismet howisitmet description sspstatement ssp notes comments details solution",
    ),
    field("owner", "Owner", Kind::Person, OWNERS),
    field("owner_email", "Owner, by e-mail", Kind::Person, MAILS),
    field("review_months", "Months between reviews", Kind::Number, "reviewinterval reviewfrequency"),
    field(
        "reviewed_on",
        "Last reviewed",
        Kind::Day,
        "lastreviewed lastreview reviewdate lastreviewdate datereviewed lastassessed",
    ),
];

pub const OBJECTIVES: &[Field] = &[
    REQUIREMENT,
    OBJECTIVE,
    field(
        "result",
        "Result",
        Kind::Word(&[
            choice(
                "met",
                "MET",
                "implemented fullyimplemented yes compliant pass passed satisfied y complete \
        completed inplace fullymet true",
            ),
            choice(
                "not_met",
                "NOT MET",
                "notimplemented no noncompliant notcompliant fail failed othersatisfied \
        otherthansatisfied n planned partial partially partiallyimplemented partiallymet \
        inprogress notsatisfied false poam onpoam open",
            ),
            choice("not_applicable", "N/A", "na notapplicable doesnotapply"),
            choice("unassessed", "Not assessed", "notassessed tbd unknown notreviewed notstarted pending"),
        ]),
        "status met compliance compliant compliancestatus assessmentresult \
        implementationstatus implemented metnotmet assessment state",
    ),
    field("examine", "Examined", Kind::Word(YES), "examined"),
    field("interview", "Interviewed", Kind::Word(YES), "interviewed"),
    field("test", "Tested", Kind::Word(YES), "tested"),
    field(
        "finding",
        "Finding",
        Kind::Text,
        "findings rationale comments comment notes justification gap observation remarks \
        explanation assessornotes reason",
    ),
];

pub const POAMS: &[Field] = &[
    field("id", "Id given by Muster", Kind::Id, ""),
    REQUIREMENT,
    field(
        "state",
        "State",
        Kind::Word(&[
            choice("open", "Open", "inprogress ongoing new notstarted delayed active planned"),
            choice("submitted", "To be validated", "pendingvalidation inreview"),
            choice("closed", "Closed", "completed complete done remediated resolved"),
            choice("withdrawn", "Withdrawn", "cancelled canceled falsepositive"),
        ]),
        "status poamstatus",
    ),
    DUE_ON,
    field(
        "weakness",
        "Weakness",
        Kind::Text,
        "deficiency weaknessdescription weaknessordeficiency finding gap issue description \
        poamitem weaknessname controldeficiency",
    ),
    field("root_cause", "Root cause", Kind::Text, "cause rootcauseanalysis why"),
    field("responsible", "Responsible", Kind::Person, OWNERS),
    field("resources", "Resources", Kind::Text, "resourcesrequired resource requiredresources"),
    field("cost_usd", "Cost in US dollars", Kind::Money, "cost estimatedcost budget price costestimate"),
];

pub const EVIDENCE: &[Field] = &[
    field("id", "Id given by Muster", Kind::Id, ""),
    field(
        "title",
        "Title",
        Kind::Line,
        "name evidence evidencename artifact artifactname document documentname file item",
    ),
    field(
        "kind",
        "Kind",
        Kind::Word(&[
            choice("document", "Document", "policy procedure plan documentation examine"),
            choice("screen_share", "Screen share", "screenshot screen screenshots demonstration"),
            choice("artifact", "Artifact", "log logs configuration config record records list file"),
            choice("physical", "Physical", "site walkthrough observation"),
            choice("interview", "Interview", "conversation"),
            choice("test", "Test", "scan trial testresult"),
        ]),
        "type evidencetype artifacttype category",
    ),
    field(
        "state",
        "Form",
        Kind::Word(&[
            choice("draft", "Draft", "inprogress wip working notfinal"),
            choice("final", "Final", "approved published complete current signed"),
        ]),
        "status form",
    ),
    field(
        "captured_on",
        "Captured on",
        Kind::Day,
        "captured date datecollected collectedon collected documentdate capturedate asof \
        effectivedate",
    ),
    field(
        "valid_until",
        "Valid until",
        Kind::Day,
        "expires expireson expirydate expirationdate expiration renewby nextreview",
    ),
    field(
        "objectives",
        "Objectives that it serves",
        Kind::Objectives,
        "objective requirement requirements requirementid control controls controlid controlnumber practice practices \
        practiceid cmmcpractice cmmcpractices nistcontrol nistcontrols mappedto mapping mappedcontrols supports covers \
        satisfies serves assessmentobjective assessmentobjectives relatedcontrols relatedrequirements",
    ),
    field(
        "place",
        "Where it is kept",
        Kind::Text,
        "location link url path filepath storedat folder hyperlink sharepointlink repository",
    ),
    field("sha256", "SHA-256", Kind::Digest, "hash sha256hash digest checksum hashvalue filehash"),
    DESCRIPTION,
    field("owner", "Owner", Kind::Person, OWNERS),
];
