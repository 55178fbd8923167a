import { RequireScope } from '#libs/edge';
import { INS_OIDS } from '#libs/identifiers';
import { searchByTraits, verifyIdentity, type InsiAnswer, type Person } from '#libs/patients';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { InsiAnswerBody, type InsiIdentity } from './answers.js';
import { SearchBody, VerificationBody } from './bodies.js';
import { checkedIns } from './checked-ins.js';

/** The INSi look-alike: search by traits, verification by matricule. */
@ApiTags('INSi')
@Controller('insi')
@RequireScope('deposits:write')
export class InsiController {
  @Post('search')
  @HttpCode(200)
  @ApiOperation({ summary: 'Search a person by traits' })
  @ApiResponse({ status: 200, type: InsiAnswerBody })
  search(@Body() body: SearchBody): InsiAnswerBody {
    return answerOf(searchByTraits(body));
  }

  @Post('verification')
  @HttpCode(200)
  @ApiOperation({ summary: 'Verify an INS against every strict trait; the key comes first' })
  @ApiResponse({ status: 200, type: InsiAnswerBody })
  verify(@Body() body: VerificationBody): InsiAnswerBody {
    return answerOf(verifyIdentity({ ...checkedIns(body), traits: body.traits }));
  }
}

function answerOf(answer: InsiAnswer): InsiAnswerBody {
  return answer.code === '00'
    ? { code: answer.code, identity: identityOf(answer.person) }
    : { code: answer.code };
}

function identityOf({ matricule, oid, traits }: Person): InsiIdentity {
  return {
    matricule: matricule.text,
    oid: INS_OIDS.find(({ symbol }) => symbol === oid)?.oid ?? '',
    traits: { ...traits, givenNames: [...traits.givenNames] },
  };
}
